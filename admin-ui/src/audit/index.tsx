import icon from "@mui/icons-material/HistoryOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./AuditList"), "AuditList");

export default { list, icon };

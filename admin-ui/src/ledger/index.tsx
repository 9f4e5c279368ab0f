import icon from "@mui/icons-material/MenuBookOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./LedgerPage"), "LedgerPage");

export default { list, icon };

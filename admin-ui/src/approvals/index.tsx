import icon from "@mui/icons-material/HowToRegOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./ApprovalList"), "ApprovalList");

export default { list, icon };

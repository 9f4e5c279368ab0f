import icon from "@mui/icons-material/RuleOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./BreakList"), "BreakList");

export default { list, icon };

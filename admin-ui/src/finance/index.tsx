import icon from "@mui/icons-material/AccountBalanceOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./FinancePage"), "FinancePage");

export default { list, icon };

import icon from "@mui/icons-material/SavingsOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./BudgetList"), "BudgetList");
const create = lazily(() => import("./BudgetCreate"), "BudgetCreate");

export default { list, create, icon };

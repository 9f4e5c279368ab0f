import icon from "@mui/icons-material/SportsKabaddiOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./BattleList"), "BattleList");
const edit = lazily(() => import("./BattlePage"), "BattlePage");

/** What other resources call editing is looking at one here. */
export default { list, edit, icon };

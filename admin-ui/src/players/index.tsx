import icon from "@mui/icons-material/PeopleOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./PlayerList"), "PlayerList");
const edit = lazily(() => import("./PlayerPage"), "PlayerPage");

export default { list, edit, icon };

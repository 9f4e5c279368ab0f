import icon from "@mui/icons-material/PeopleOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./PlayerList"), "PlayerList");
const edit = lazily(() => import("./PlayerPage"), "PlayerPage");
export const SeenPage = lazily(() => import("./SeenPage"), "SeenPage");

export default { list, edit, icon };

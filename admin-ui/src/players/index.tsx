import icon from "@mui/icons-material/PeopleOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./PlayerList"), "PlayerList");
const edit = lazily(() => import("./PlayerPage"), "PlayerPage");
export const ViewPage = lazily(() => import("./ViewPage"), "ViewPage");

export default { list, edit, icon };

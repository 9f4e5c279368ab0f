import icon from "@mui/icons-material/FlagOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./SeasonList"), "SeasonList");
const edit = lazily(() => import("./SeasonEdit"), "SeasonEdit");
const create = lazily(() => import("./SeasonCreate"), "SeasonCreate");

export default { list, edit, create, icon };

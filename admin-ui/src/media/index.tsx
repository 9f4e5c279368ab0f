import icon from "@mui/icons-material/PermMediaOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./MediaList"), "MediaList");
const edit = lazily(() => import("./MediumPage"), "MediumPage");
const create = lazily(() => import("./MediumCreate"), "MediumCreate");

export default { list, edit, create, icon };

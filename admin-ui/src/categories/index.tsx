import icon from "@mui/icons-material/AccountTreeOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./CategoryList"), "CategoryList");
const edit = lazily(() => import("./CategoryEdit"), "CategoryEdit");
const create = lazily(() => import("./CategoryCreate"), "CategoryCreate");

export default { list, edit, create, icon };

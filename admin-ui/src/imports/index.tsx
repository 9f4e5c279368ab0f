import icon from "@mui/icons-material/UploadFileOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./ImportList"), "ImportList");
const edit = lazily(() => import("./ImportPage"), "ImportPage");
const create = lazily(() => import("./ImportCreate"), "ImportCreate");

export default { list, edit, create, icon };

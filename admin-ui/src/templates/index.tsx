import icon from "@mui/icons-material/DescriptionOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./TemplateList"), "TemplateList");
const edit = lazily(() => import("./TemplateEdit"), "TemplateEdit");
const create = lazily(() => import("./TemplateCreate"), "TemplateCreate");

export default { list, edit, create, icon };

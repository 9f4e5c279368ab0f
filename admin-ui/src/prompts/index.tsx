import icon from "@mui/icons-material/TipsAndUpdatesOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./PromptList"), "PromptList");
const edit = lazily(() => import("./PromptEdit"), "PromptEdit");
const create = lazily(() => import("./PromptCreate"), "PromptCreate");

export default { list, edit, create, icon };

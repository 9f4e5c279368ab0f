import icon from "@mui/icons-material/HelpOutline";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./QuestionList"), "QuestionList");
const edit = lazily(() => import("./QuestionEdit"), "QuestionEdit");
const create = lazily(() => import("./QuestionCreate"), "QuestionCreate");
export const Duplicates = lazily(() => import("./DuplicatesPage"), "DuplicatesPage");

export default { list, edit, create, icon };

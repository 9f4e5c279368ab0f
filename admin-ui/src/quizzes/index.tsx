import icon from "@mui/icons-material/EmojiEventsOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./QuizList"), "QuizList");
const edit = lazily(() => import("./QuizEdit"), "QuizEdit");
const create = lazily(() => import("./QuizCreate"), "QuizCreate");

export default { list, edit, create, icon };

import icon from "@mui/icons-material/FactCheckOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./QueueList"), "QueueList");
const edit = lazily(() => import("./WorkPage"), "WorkPage");
export const CasePage = lazily(() => import("./CasePage"), "CasePage");

/** What other resources call a record is a queue here: working on it is its page. */
export default { list, edit, icon };

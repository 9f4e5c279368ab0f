import icon from "@mui/icons-material/ForumOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./ThreadList"), "ThreadList");
const edit = lazily(() => import("./ThreadPage"), "ThreadPage");

export default { list, edit, icon };

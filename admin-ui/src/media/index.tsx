import icon from "@mui/icons-material/PermMediaOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./MediaList"), "MediaList");

export default { list, icon };

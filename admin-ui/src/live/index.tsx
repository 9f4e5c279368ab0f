import icon from "@mui/icons-material/MonitorHeartOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./LivePage"), "LivePage");

export default { list, icon };

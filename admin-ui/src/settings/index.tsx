import icon from "@mui/icons-material/TuneOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./SettingsPage"), "SettingsPage");

export default { list, icon };

import icon from "@mui/icons-material/MilitaryTechOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./AchievementList"), "AchievementList");

export default { list, icon };

import icon from "@mui/icons-material/CalendarMonthOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./DailyPage"), "DailyPage");

export default { list, icon };

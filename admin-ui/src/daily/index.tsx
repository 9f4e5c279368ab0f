import icon from "@mui/icons-material/CalendarMonthOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./CalendarPage"), "CalendarPage");
const edit = lazily(() => import("./DayPage"), "DayPage");

export default { list, edit, icon };

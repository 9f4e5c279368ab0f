import icon from "@mui/icons-material/BadgeOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./StaffList"), "StaffList");
const edit = lazily(() => import("./StaffEdit"), "StaffEdit");

export default { list, edit, icon };

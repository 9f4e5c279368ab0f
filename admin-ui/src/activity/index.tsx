import icon from "@mui/icons-material/InsightsOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./ActivityPage"), "ActivityPage");

export default { list, icon };

import icon from "@mui/icons-material/RedeemOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./RedemptionList"), "RedemptionList");
const edit = lazily(() => import("./RedemptionPage"), "RedemptionPage");

/** What other resources call editing is looking at one here. */
export default { list, edit, icon };

import icon from "@mui/icons-material/GroupAddOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./ReferralList"), "ReferralList");
const edit = lazily(() => import("./ReferralPage"), "ReferralPage");

/** What other resources call editing is looking at one here. */
export default { list, edit, icon };

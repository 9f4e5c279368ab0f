import icon from "@mui/icons-material/CampaignOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./CampaignList"), "CampaignList");
const edit = lazily(() => import("./CampaignEdit"), "CampaignEdit");
const create = lazily(() => import("./CampaignCreate"), "CampaignCreate");

export default { list, edit, create, icon };

import icon from "@mui/icons-material/CurrencyExchangeOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./RateList"), "RateList");
const edit = lazily(() => import("./RateEdit"), "RateEdit");

export default { list, edit, icon };

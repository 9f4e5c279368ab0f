import icon from "@mui/icons-material/HandshakeOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./PartnersPage"), "PartnersPage");

export default { list, icon };

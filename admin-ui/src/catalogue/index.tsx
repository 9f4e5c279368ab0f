import icon from "@mui/icons-material/StorefrontOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./ProductList"), "ProductList");
const edit = lazily(() => import("./ProductEdit"), "ProductEdit");

export default { list, edit, icon };

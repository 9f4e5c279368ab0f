import icon from "@mui/icons-material/FileDownloadOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./ExportList"), "ExportList");

export default { list, icon };

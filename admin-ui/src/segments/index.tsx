import icon from "@mui/icons-material/GroupsOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./SegmentList"), "SegmentList");
const edit = lazily(() => import("./SegmentEdit"), "SegmentEdit");
const create = lazily(() => import("./SegmentCreate"), "SegmentCreate");

export default { list, edit, create, icon };

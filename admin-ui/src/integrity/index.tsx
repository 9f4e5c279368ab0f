import icon from "@mui/icons-material/VerifiedOutlined";
import { lazily } from "../parts/lazily";

const list = lazily(() => import("./IntegrityPage"), "IntegrityPage");
const edit = lazily(() => import("./LetterPage"), "LetterPage");
export const EventPage = lazily(() => import("./EventPage"), "EventPage");

/** What other resources call editing is looking at one dead letter here. */
export default { list, edit, icon };

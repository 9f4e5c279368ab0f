/** English: all words of the frame, of the way in and of the parts; each folder of a resource has its own. */

import { achievements } from "../achievements/words";
import { activity } from "../activity/words";
import { approvals } from "../approvals/words";
import { audit } from "../audit/words";
import { battles } from "../battles/words";
import { breaks } from "../breaks/words";
import { budgets } from "../budgets/words";
import { campaigns } from "../campaigns/words";
import { catalogue } from "../catalogue/words";
import { categories } from "../categories/words";
import { daily } from "../daily/words";
import { exports } from "../exports/words";
import { finance } from "../finance/words";
import { home } from "../home/words";
import { imports } from "../imports/words";
import { integrity } from "../integrity/words";
import { ledger } from "../ledger/words";
import { live } from "../live/words";
import { media } from "../media/words";
import { partners } from "../partners/words";
import { players } from "../players/words";
import { prompts } from "../prompts/words";
import { questions } from "../questions/words";
import { queues } from "../queues/words";
import { quizzes } from "../quizzes/words";
import { redemptions } from "../redemptions/words";
import { referrals } from "../referrals/words";
import { seasons } from "../seasons/words";
import { segments } from "../segments/words";
import { settings } from "../settings/words";
import { staff } from "../staff/words";
import { templates } from "../templates/words";
import { threads } from "../threads/words";
import { token_rates } from "../token-rates/words";
import { views } from "../views/words";

const cms = {
  name: "Buzzline CMS",
  loading: "Loading",
  never: "never",
  again: "Try again",
  reload: "Load the page again",
  failed: "This page could not be shown",
  failed_help: "The other pages go on. If loading it again does not help, tell the developers what it says below.",
  forbidden: "That takes the permission %{permission}, which you do not have.",
  unexpected: "Something unexpected went wrong here.",
  answered: "The server answered %{status}.",
  no_answer: "No answer came: the network or the server is away. What you typed is kept; try again.",
  other_login: "Somebody else has logged in in another tab. Copy what you typed, then load this page again.",
  request_id: "Request id",
  copy: "Copy %{what}",
  copied: "Copied: %{what}",
  cancel: "Cancel",
  close: "Close",
  save: "Save",
  saved: "Saved",
  asked: "Another member has to approve it: see Approvals.",
  saving: "Saving…",
  saving_lead: "The fields can be changed again once it is saved.",
  edit: "Edit",
  remove: "Delete",
  done: "Done",
  erased: "erased",
  type_name: "Their name, typed",
  type_name_help: "So that it is them: %{name}",
  yes: "yes",
  no: "no",
  reason: "Reason",
  reason_help: "Stands in the audit log for ever.",
  reason_long: "At most %{most} characters, %{many} too many.",
  reason_optional: "If you give one, it stands in the audit log for ever.",
  line: "Line %{n}",
  more_faults: "And %{n} more.",
  in_translation: "Translation %{n}: %{name}",
  of_kind: "A question of the type “%{kind}”",
  light: "Light colours",
  dark: "Dark colours",
  more: "More",
  faults: {
    category: "Choose a category.",
    empty: "Must not be empty.",
    lang: "A language is a tag like en or pt-BR.",
  },
  list: {
    any: "Any",
    chosen: "%{smart_count} chosen |||| %{smart_count} chosen",
    choose: "Choose %{name}",
    choose_all: "Choose all on this page",
    clear: "Clear all filters",
    end: "There is nothing on this page any more.",
    first: "First page",
    next: "Next",
    no_match: "Nothing matches these filters.",
    page: "Page %{page}",
    pages: "Pages",
    per_page: "A page has",
    previous: "Previous",
  },
  chart: {
    told: "%{name}: between %{least} and %{most}",
    nothing: "%{name}: nothing is known of this time",
    table: "As a table",
    at: "From",
  },
  diff: { where: "Where", before: "Before", after: "After", none: "No difference." },
  notes: { lead: "Saved, but not all that was typed was kept.", typed: "You typed:" },
  conflict: {
    title: "Somebody else changed this meanwhile",
    lead: "Your changes are not saved yet. Saving yours writes only what you changed; the rest stays as the other left it.",
    their_changes: "What the other changed",
    my_changes: "What you changed",
    seen: "Before",
    theirs: "Stored now",
    mine: "Yours",
    both: "both changed",
    copy: "my text of %{path}",
    take: "Load theirs and drop mine",
    keep: "Save mine over theirs",
    back: "Go on editing",
  },
};

const nav = {
  name: "Menu",
  open: "Open the menu",
  close: "Close the menu",
  skip: "To the content",
  now: "Now",
  home: "Home",
  live: "Live",
  integrity: "Integrity",
  content: "Content",
  people: "People",
  reach: "Reaching players",
  threads: "Support",
  campaigns: "Campaigns",
  segments: "Segments",
  templates: "Templates",
  money: "Money",
  team: "Team",
  questions: "Questions",
  categories: "Categories",
  quizzes: "Quizzes",
  daily: "Daily challenge",
  prompts: "Prompts",
  seasons: "Seasons",
  achievements: "Achievements",
  media: "Media",
  imports: "Imports",
  exports: "Exports",
  players: "Players",
  battles: "Battles",
  breaks: "Breaks",
  budgets: "Budgets",
  ledger: "Ledger",
  finance: "Finance",
  activity: "Activity",
  partners: "Partners",
  redemptions: "Redemptions",
  referrals: "Referrals",
  queues: "Queues",
  audit: "Audit log",
  staff: "Staff",
  approvals: "Approvals",
  catalogue: "Catalogue",
  "token-rates": "Token rates",
  settings: "Settings",
};

const auth = {
  title: "Log in",
  email: "Email",
  password: "Password",
  go_on: "Go on",
  log_in: "Log in",
  confirm: "Confirm",
  as: "As",
  code: "Code",
  code_lead: "Open your authenticator and type the six digits for Buzzline.",
  code_help: "Six digits, or one of your recovery codes",
  welcome: "Welcome to the team",
  welcome_lead: "Two steps: your name and a password, then a second factor.",
  your_name: "Your name",
  new_password: "New password",
  new_password_help: "At least %{least} characters, and none that everybody uses.",
  enrol_lead: "Scan this with an authenticator app, then type the code that it shows.",
  enrol_secret: "Or type this key into the app:",
  enrol_done: "Set it up",
  secret: "the key",
  qr: "QR code for your authenticator",
  recovery: "Your recovery codes",
  recovery_lead: "Each is good once in place of a code, should your authenticator be lost. They are shown this once.",
  recovery_all: "all codes",
  recovery_kept: "I have put them in a safe place",
  ended: "Your login has ended",
  ended_lead: "What you typed is still there. Log in again and it goes on by itself.",
  declined:
    "Your login has ended, and nothing was saved. What you typed is still here: try again, and log in to go on.",
  step_up: "Confirm that it is you",
  step_up_lead: "This takes your second factor again; it is then good for five minutes.",
};

const account = {
  name: "Your account",
  log_out: "Log out",
  zone: "Times are shown in",
  shortcuts: "Single-key shortcuts",
  shortcuts_help: "? lists those of a page. Kept in this browser.",
};

const roles = {
  owner: "Owner",
  editor: "Editor",
  moderator: "Moderator",
  support: "Support",
  finance: "Finance",
  viewer: "Viewer",
};

const search = {
  name: "Find anything by id or text",
  placeholder: "Find anything: Ctrl K",
  found: "Found",
  busy: "Looking…",
  failed: "It cannot be told now.",
  count: "%{smart_count} found |||| %{smart_count} found",
  kinds: {
    page: "Pages",
    player: "Players",
    question: "Questions",
    category: "Categories",
    quiz: "Quizzes",
    battle: "Battles",
    redemption: "Redemptions",
    referral: "Referrals",
    campaign: "Campaigns",
    case: "Cases",
    thread: "Threads",
    staff: "Staff",
    transfer: "Transfers of tokens",
    event: "Events",
  },
};

const keys = {
  title: "Keys",
  here: "On this page",
  everywhere: "Everywhere",
  search: "Find anything",
  help: "Show these keys",
  close: "Close what is open",
  off: "Single keys are turned off under Your account, for who speaks to the machine or slips.",
  filter: "Go to the filters",
  previous: "The page before",
  next: "The next page",
};

export const words = {
  cms,
  nav,
  auth,
  account,
  roles,
  search,
  keys,
  achievements,
  activity,
  approvals,
  audit,
  battles,
  breaks,
  budgets,
  campaigns,
  catalogue,
  categories,
  daily,
  exports,
  finance,
  home,
  imports,
  integrity,
  ledger,
  live,
  media,
  partners,
  players,
  prompts,
  questions,
  queues,
  quizzes,
  redemptions,
  referrals,
  seasons,
  segments,
  settings,
  staff,
  templates,
  threads,
  token_rates,
  views,
};

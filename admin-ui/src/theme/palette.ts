/** The colours of both themes: ink on paper, with the game's yellow as a mark. Each text colour has 4.5:1 or more on
 * `paper`, `card` and `sunk`; `palette.test.ts` measures it. */

export interface Colours {
  paper: string;
  card: string;
  sunk: string;
  ink: string;
  soft: string;
  line: string;
  edge: string;
  primary: string;
  onPrimary: string;
  link: string;
  mark: string;
  markWash: string;
  good: string;
  goodWash: string;
  bad: string;
  badWash: string;
  warn: string;
  warnWash: string;
  info: string;
  infoWash: string;
  focus: string;
}

export const LIGHT: Colours = {
  paper: "#f7f5ef",
  card: "#ffffff",
  sunk: "#efece3",
  ink: "#1a1720",
  soft: "#575263",
  line: "#e2ddd0",
  edge: "#837c8e",
  primary: "#2b2440",
  onPrimary: "#ffffff",
  link: "#4b32c3",
  mark: "#ffc629",
  markWash: "#fff1c4",
  good: "#0b6840",
  goodWash: "#dff4e8",
  bad: "#a81d37",
  badWash: "#fce6e9",
  warn: "#7a4f00",
  warnWash: "#fff1c4",
  info: "#3a3f8f",
  infoWash: "#e8e8fb",
  focus: "#4b32c3",
};

export const DARK: Colours = {
  paper: "#14121a",
  card: "#1c1924",
  sunk: "#17151e",
  ink: "#f2eee6",
  soft: "#b3adc1",
  line: "#322d3e",
  edge: "#857e98",
  primary: "#ffc629",
  onPrimary: "#1a1720",
  link: "#bfb0ff",
  mark: "#ffc629",
  markWash: "#3b3212",
  good: "#58d79b",
  goodWash: "#11352a",
  bad: "#ff93a2",
  badWash: "#401b26",
  warn: "#ffcf56",
  warnWash: "#3b3212",
  info: "#b9bcff",
  infoWash: "#26264a",
  focus: "#ffd761",
};

import { useTranslate } from "ra-core";
import { Mark, type Tone } from "../parts/Mark";
import { type State as Name, type Stocked, stateOf } from "./rules";

const TONES: Record<Name, Tone> = {
  sold: "good",
  stopped: "bad",
  sold_out: "warn",
  unpriced: "warn",
  hidden: "plain",
  gone: "plain",
};

/** How a product stands. */
export function State({ product }: { product: Stocked }) {
  const t = useTranslate();
  const state = stateOf(product);
  return <Mark tone={TONES[state]}>{t(`catalogue.states.${state}`)}</Mark>;
}

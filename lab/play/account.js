/** The account: a guest makes one or comes back to one; who has one sees where they are logged in. */

import { button, h, say, words } from "./dom.js";
import { form } from "./forms.js";
import { moment, t } from "./language.js";
import { calm, tell } from "./trouble.js";

const EMAIL = { name: "email", type: "email", autocomplete: "email", inputmode: "email" };
const CODE = { name: "code", autocomplete: "one-time-code" };

export class Account {
  #api;
  #place = h("div.stack.cards");

  constructor({ api }) {
    this.#api = api;
    this.element = h("div.you-page", {}, h("header", {}, h("h1", { tabindex: -1 }, t("account")), h("p", {}, t("account.lead"))), this.#place);
  }

  enter() {
    if (!this.#place.querySelector("form[data-kept]")) this.#open().catch(tell);
  }

  leave() {}

  async #open() {
    const { body: me } = await this.#api.insist("GET", "/v1/me");
    calm();
    if (me.registered) await this.#mine(me);
    else this.#put(this.#signUp(), this.#logIn());
  }

  /** Other cards in place of those before; the focus goes to the first heading, once somebody acted. */
  #put(...cards) {
    const acted = this.#place.contains(document.activeElement);
    this.#place.replaceChildren(...cards.map((card) => h("section.card", {}, card)));
    if (acted) this.#place.querySelector("h2").focus();
  }

  #signUp() {
    return form({
      title: t("account.sign_up"),
      lead: t("account.sign_up_means"),
      fields: [field(EMAIL), field({ name: "password", type: "password", autocomplete: "new-password", hint: t("account.password_hint") })],
      action: t("account.sign_up"),
      send: async (wanted) => {
        const { body } = await this.#api.ask("POST", "/v1/auth/sign-up", wanted);
        this.#put(this.#proof(body.ticket, wanted.email));
      },
    });
  }

  #proof(ticket, email) {
    const element = form({
      title: t("account.code_title"),
      lead: t("account.code_means", { email }),
      fields: [field(CODE)],
      action: t("account.confirm"),
      send: async ({ code }) => this.#come("/v1/auth/email/verify", { ticket, code }),
      links: [this.#back()],
    });
    return keepOpen(element);
  }

  #logIn() {
    return form({
      title: t("account.log_in"),
      lead: t("account.log_in_means"),
      fields: [field(EMAIL), field({ name: "password", type: "password", autocomplete: "current-password" })],
      action: t("account.log_in"),
      send: async (given) => this.#come("/v1/auth/login", given),
      links: [button(t("account.forgot"), () => this.#put(this.#forgot()), "plain")],
    });
  }

  #forgot() {
    return form({
      title: t("account.forgot"),
      lead: t("account.forgot_means"),
      fields: [field(EMAIL)],
      action: t("account.send_code"),
      send: async ({ email }) => {
        const { body } = await this.#api.ask("POST", "/v1/auth/password/forgot", { email });
        this.#put(this.#reset(body.ticket, email));
      },
      links: [this.#back()],
    });
  }

  #reset(ticket, email) {
    const element = form({
      title: t("account.new_password"),
      lead: t("account.code_means", { email }),
      fields: [field(CODE), field({ name: "password", type: "password", autocomplete: "new-password", hint: t("account.password_hint") })],
      action: t("account.confirm"),
      send: async (given) => this.#come("/v1/auth/password/reset", { ticket, ...given }),
      links: [this.#back()],
    });
    return keepOpen(element);
  }

  async #come(path, body) {
    await this.#api.come(path, body);
    await this.#open();
    say(t("account.in"));
  }

  async #mine(me) {
    const { body: devices } = await this.#api.insist("GET", "/v1/me/devices");
    this.#put(
      [
        h("h2", { tabindex: -1 }, words(me.name)),
        h("dl.account", {}, h("dt", {}, t("account.email")), h("dd", {}, words(me.email)), me.phone ? [h("dt", {}, t("account.phone")), h("dd", {}, words(me.phone))] : null),
        h("div.actions", {}, button(t("account.leave"), () => this.#leave().catch(tell), "plain")),
      ],
      this.#phone(me),
      [h("h2", {}, t("account.devices")), h("ul.devices", {}, devices.items.map((device) => this.#device(device)))],
    );
  }

  #phone({ phone }) {
    return form({
      title: t(phone ? "account.other_phone" : "account.add_phone"),
      lead: t("account.phone_means"),
      fields: [field({ name: "phone", type: "tel", autocomplete: "tel", inputmode: "tel" })],
      action: t("account.send_code"),
      send: async (wanted) => {
        const { body } = await this.#api.ask("POST", "/v1/me/phone", wanted);
        this.#put(this.#phoneProof(body.ticket, wanted.phone));
      },
    });
  }

  #phoneProof(ticket, phone) {
    const element = form({
      title: t("account.code_title"),
      lead: t("account.sms_means", { phone }),
      fields: [field({ ...CODE, inputmode: "numeric" })],
      action: t("account.confirm"),
      send: async ({ code }) => {
        await this.#api.ask("POST", "/v1/me/phone/verify", { ticket, code });
        await this.#open();
      },
      links: [this.#back()],
    });
    return keepOpen(element);
  }

  #device({ id, agent, current, used_at: at }) {
    const end = async () => {
      await this.#api.ask("DELETE", `/v1/me/devices/${id}`);
      await this.#open();
    };
    return h(
      "li",
      {},
      h("div", {}, h("b", {}, words(agent || "?")), h("small", {}, moment(at))),
      current ? h("span.tag", {}, t("account.here")) : button(t("account.end"), () => end().catch(tell), "plain small"),
    );
  }

  async #leave() {
    await this.#api.leave();
    await this.#open();
    say(t("account.out"));
  }

  #back() {
    return button(t("account.back"), () => this.#open().catch(tell), "plain");
  }
}

/** A field under its name. */
const field = (one) => ({ label: t(`account.${one.name}`), ...one });

/** A form that waits for a code stays while its player looks at another view. */
function keepOpen(element) {
  element.dataset.kept = "";
  return element;
}

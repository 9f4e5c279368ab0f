/** The CMS' table of contents. */

import { CustomRoutes, Resource } from "ra-core";
import { lazy } from "react";
import { AdminContext, AdminUI } from "react-admin";
import { Route } from "react-router-dom";
import achievements from "./achievements";
import activity from "./activity";
import approvals from "./approvals";
import audit from "./audit";
import { LoginPage } from "./auth/LoginPage";
import { authProvider } from "./auth/provider";
import battles from "./battles";
import breaks from "./breaks";
import budgets from "./budgets";
import campaigns from "./campaigns";
import catalogue from "./catalogue";
import categories from "./categories";
import daily from "./daily";
import { dataProvider } from "./data/provider";
import { queryClient } from "./data/queries";
import { store } from "./data/store";
import exports from "./exports";
import finance from "./finance";
import { Home } from "./home";
import { i18nProvider } from "./i18n";
import imports from "./imports";
import integrity, { EventPage } from "./integrity";
import { Layout } from "./layout/Layout";
import ledger from "./ledger";
import live from "./live";
import media from "./media";
import partners from "./partners";
import { lazily } from "./parts/lazily";
import players, { SeenPage } from "./players";
import prompts from "./prompts";
import questions, { Duplicates } from "./questions";
import queues, { CasePage } from "./queues";
import quizzes from "./quizzes";
import redemptions from "./redemptions";
import referrals from "./referrals";
import seasons from "./seasons";
import segments from "./segments";
import settings from "./settings";
import staff from "./staff";
import templates from "./templates";
import { darkTheme, lightTheme } from "./theme/theme";
import threads from "./threads";
import tokenRates from "./token-rates";

const AcceptPage = lazy(() => import("./auth/AcceptPage"));
const ViewPage = lazily(() => import("./views/ViewPage"), "ViewPage");
const provider = dataProvider();

export function App() {
  return (
    <AdminContext
      authProvider={authProvider}
      dataProvider={provider}
      i18nProvider={i18nProvider}
      queryClient={queryClient}
      store={store}
      theme={lightTheme}
      darkTheme={darkTheme}
    >
      <AdminUI title="Buzzline" dashboard={Home} layout={Layout} loginPage={LoginPage} disableTelemetry>
        <Resource name="queues" {...queues}>
          <Route path="case/:id" element={<CasePage />} />
        </Resource>
        <Resource name="live" {...live} />
        <Resource name="integrity" {...integrity}>
          <Route path="event" element={<EventPage />} />
        </Resource>
        <Resource name="questions" {...questions}>
          <Route path="duplicates" element={<Duplicates />} />
        </Resource>
        <Resource name="categories" {...categories} />
        <Resource name="media" {...media} />
        <Resource name="quizzes" {...quizzes} />
        <Resource name="daily" {...daily} />
        <Resource name="prompts" {...prompts} />
        <Resource name="seasons" {...seasons} />
        <Resource name="achievements" {...achievements} />
        <Resource name="imports" {...imports} />
        <Resource name="exports" {...exports} />
        <Resource name="players" {...players}>
          <Route path=":id/view" element={<SeenPage />} />
        </Resource>
        <Resource name="battles" {...battles} />
        <Resource name="activity" {...activity} />
        <Resource name="campaigns" {...campaigns} />
        <Resource name="segments" {...segments} />
        <Resource name="templates" {...templates} />
        <Resource name="threads" {...threads} />
        <Resource name="referrals" {...referrals} />
        <Resource name="redemptions" {...redemptions} />
        <Resource name="breaks" {...breaks} />
        <Resource name="partners" {...partners} />
        <Resource name="catalogue" {...catalogue} />
        <Resource name="token-rates" {...tokenRates} />
        <Resource name="budgets" {...budgets} />
        <Resource name="ledger" {...ledger} />
        <Resource name="finance" {...finance} />
        <Resource name="staff" {...staff} />
        <Resource name="approvals" {...approvals} />
        <Resource name="audit" {...audit} />
        <Resource name="settings" {...settings} />
        <CustomRoutes>
          <Route path="/views/:id" element={<ViewPage />} />
        </CustomRoutes>
        <CustomRoutes noLayout>
          <Route path="/set-up/:id/:secret" element={<AcceptPage />} />
        </CustomRoutes>
      </AdminUI>
    </AdminContext>
  );
}

"""The operator's one page: broker, queues, routes and the beat schedule."""

from kombu import Exchange, Queue

from events.catalog import TOPICS
from rules.referral_marks import Marks
from rules.unsubscribing import Links
from settings import Settings

_settings = Settings.from_environ()

# What the tasks work on; not Celery's own settings.
database_url = _settings.database_url
boards_url = _settings.boards_url
kafka_bootstrap_servers = _settings.kafka_bootstrap_servers
mail_url, mail_from = _settings.mail_url, _settings.mail_from
sms_url = _settings.sms_url
push_url, push_account = _settings.push_url, _settings.push_account
# The links in mails: into the app, and those that end them.
app_url = _settings.app_url
unsubscribe_links = Links(_settings.api_url, _settings.secret_keys)
# What was rewarded, whoever has it.
referral_marks = Marks(_settings.secret_keys)
partners = _settings.partners
gift_code_keys = _settings.gift_code_keys
media_dir = _settings.media_dir
media_url = _settings.media_url

# The broker is a fast, lossy courier: nothing here is needed for a slice to be applied exactly once.
broker_url = _settings.broker_url
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
broker_pool_acquire_timeout = 5
broker_transport_options = {
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 5,
}

imports = (
    "tasks.activity",
    "tasks.auditing",
    "tasks.creative",
    "tasks.battles",
    "tasks.campaigns",
    "tasks.catalogue",
    "tasks.dossiers",
    "tasks.scoring",
    "tasks.ending",
    "tasks.expiry",
    "tasks.exporting",
    "tasks.figures",
    "tasks.importing",
    "tasks.inbox",
    "tasks.learning",
    "tasks.messages",
    "tasks.publishing",
    "tasks.quizzes",
    "tasks.ranking",
    "tasks.reconciling",
    "tasks.redemptions",
    "tasks.referrals",
    "tasks.retention",
    "tasks.sanctions",
    "tasks.seasons",
    "tasks.tokens",
    "tasks.upkeep",
    "tasks.votes",
)
task_ignore_result = True
task_default_queue = "upkeep"
_QUEUES = ("scoring", "ranking", "battles", "notifications", "redemptions", "upkeep", "imports")
task_queues = [Queue(name, Exchange(name), routing_key=name) for name in _QUEUES]
task_routes = {topic.task: {"queue": topic.queue} for topic in TOPICS.values()}
# These call partners.
task_routes["tasks.redemptions.work_on_redemptions"] = {"queue": "redemptions"}
task_routes["tasks.redemptions.look_at_floats"] = {"queue": "redemptions"}
# These take minutes: nothing may stand behind them.
task_routes["tasks.reconciling.match_statements"] = {"queue": "imports"}
task_routes["tasks.importing.work_on_imports"] = {"queue": "imports"}
task_routes["tasks.auditing.audit_ledger"] = {"queue": "imports"}
task_routes["tasks.auditing.audit_pipeline"] = {"queue": "imports"}
task_routes["tasks.auditing.audit_boards"] = {"queue": "imports"}
task_routes["tasks.exporting.work_on_exports"] = {"queue": "imports"}
task_routes["tasks.dossiers.make_dossiers"] = {"queue": "imports"}
task_routes["tasks.catalogue.sync_products"] = {"queue": "imports"}

worker_prefetch_multiplier = 1
worker_send_task_events = True
worker_soft_shutdown_timeout = 10
worker_enable_soft_shutdown_on_idle = True
worker_hijack_root_logger = True
worker_cancel_long_running_tasks_on_connection_loss = False
task_time_limit = 60

timezone = "UTC"
beat_schedule = {
    "match-statements": {
        "task": "tasks.reconciling.match_statements",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "work-on-campaigns": {
        "task": "tasks.campaigns.work_on_campaigns",
        "schedule": 1.0,
        "options": {"expires": 1.0},
    },
    "count-campaigns": {
        "task": "tasks.campaigns.count_campaigns",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "settle-overdue-battles": {
        "task": "tasks.battles.settle_overdue",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "count-activity": {
        "task": "tasks.activity.count_activity",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "note-figures": {
        "task": "tasks.figures.note_figures",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "rebuild-boards": {
        "task": "tasks.ranking.rebuild_boards",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "work-on-imports": {
        "task": "tasks.importing.work_on_imports",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "work-on-exports": {
        "task": "tasks.exporting.work_on_exports",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "keep-schedules": {
        "task": "tasks.publishing.keep_schedules",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "make-dossiers": {
        "task": "tasks.dossiers.make_dossiers",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "pay-grants": {
        "task": "tasks.tokens.pay_grants",
        "schedule": 0.5,
        "options": {"expires": 0.5},
    },
    "wake-grants": {
        "task": "tasks.tokens.wake_grants",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "wake-all-grants": {
        "task": "tasks.tokens.wake_grants",
        "schedule": 3600.0,
        "kwargs": {"ever": True},
        "options": {"expires": 3600.0},
    },
    "audit-ledger": {
        "task": "tasks.auditing.audit_ledger",
        "schedule": 21_600.0,
        "options": {"expires": 21_600.0},
    },
    "audit-pipeline": {
        "task": "tasks.auditing.audit_pipeline",
        "schedule": 21_600.0,
        "options": {"expires": 21_600.0},
    },
    "audit-boards": {
        "task": "tasks.auditing.audit_boards",
        "schedule": 3_600.0,
        "options": {"expires": 3_600.0},
    },
    "work-on-redemptions": {
        "task": "tasks.redemptions.work_on_redemptions",
        "schedule": 1.0,
        "options": {"expires": 1.0},
    },
    "move-referrals": {
        "task": "tasks.referrals.move_referrals",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "look-at-floats": {
        "task": "tasks.redemptions.look_at_floats",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "expire-tokens": {
        "task": "tasks.expiry.expire_tokens",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "seal-ledger": {
        "task": "tasks.tokens.seal_ledger",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "sync-products": {
        "task": "tasks.catalogue.sync_products",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "close-seasons": {
        "task": "tasks.seasons.close_seasons",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "settle-quizzes": {
        "task": "tasks.quizzes.settle_quizzes",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "move-creative-battles": {
        "task": "tasks.creative.move_battles",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "close-creative-battles": {
        "task": "tasks.creative.close_battles",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "end-sanctions": {
        "task": "tasks.sanctions.end_sanctions",
        "schedule": 1.0,
        "options": {"expires": 1.0},
    },
    "end-expired-sessions": {
        "task": "tasks.ending.end_expired_sessions",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "learn-from-sessions": {
        "task": "tasks.learning.learn_from_sessions",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "make-partitions": {
        "task": "tasks.upkeep.make_partitions",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "send-messages": {
        "task": "tasks.messages.send_messages",
        "schedule": 1.0,
        "options": {"expires": 1.0},
    },
    "forget-old": {
        "task": "tasks.retention.forget_old",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "give-up-messages": {
        "task": "tasks.messages.give_up_messages",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "clear-uploads": {
        "task": "tasks.upkeep.clear_uploads",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "remove-stray-media": {
        "task": "tasks.upkeep.remove_stray_media",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
}

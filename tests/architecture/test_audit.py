"""Every address that can change something says which line of the trail it leaves, or why none.

A new address fails here until somebody has decided: @require_safe for what only reads, or a line in
this table.
"""

import ast
import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, path
from django.utils.module_loading import module_has_submodule
from django.views.decorators.http import require_POST, require_safe

from accounts.audit_words import action_labels
from accounts.doors import requires
from accounts.permissions import Permission
from accounts.security.words import OF_LOGINS
from tests.architecture.test_urls import OURS, addresses

ROOT = Path(__file__).parents[2]
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True)
class No:
    """No line, and why."""

    why: str


SELF = No("It concerns the person's own login and no workspace.")
DRAFT = No("It prepares: nothing of the workspace changes until the next step.")

# {view: actions that it may record, in its own transaction or in that of the service it calls}
DECIDED: dict[str, tuple[str, ...] | No] = {
    "enquiries.site.staff.new_notice": ("notice.opened",),
    "enquiries.site.staff.notice": ("notice.updated", "notice.resolved"),
    "accounts.views.sso.company": No("It says where the way leads, and begins nothing."),
    "accounts.views.sso.acs": No("What holds waits for the browser that asked for it."),
    "accounts.views.sso.confirm": ("sso_identity.linked",),
    "accounts.views.sso_settings.add_domain": ("domain.claimed",),
    "accounts.views.sso_settings.check_domain": ("domain.verified", "domain.lost"),
    "accounts.views.sso_settings.remove_domain": ("domain.removed",),
    "accounts.views.sso_settings.connect_domain": ("domain.connected",),
    "accounts.views.sso_settings.new_connection": ("sso_connection.created",),
    "accounts.views.sso_settings.connection_page": ("sso_connection.changed",),
    "accounts.views.sso_settings.switch": ("sso_connection.switched",),
    "accounts.views.sso_settings.drop_connection": ("sso_connection.removed",),
    "accounts.views.sso_settings.add_group": ("group_role.set",),
    "accounts.views.sso_settings.drop_group": ("group_role.removed",),
    "accounts.views.sso_settings.require": ("workspace.sso_required", "workspace.sso_lifted"),
    "accounts.views.directory.page": ("scim_token.made",),
    "accounts.views.directory.revoke": ("scim_token.revoked",),
    "accounts.scim.views.users": ("directory_person.made", "member.provisioned"),
    "accounts.scim.views.user": (
        *("directory_person.changed", "directory_person.removed", "member.removed"),
        "member.provisioned",
    ),
    "accounts.scim.views.groups": ("directory_group.made", "member.role_changed"),
    "accounts.scim.views.group": (
        *("directory_group.changed", "directory_group.removed", "member.role_changed"),
    ),
    "accounts.views.profile.profile": SELF,
    "accounts.views.profile.mail_arrives": SELF,
    "accounts.views.language.choose_language": SELF,
    "accounts.views.profile.end_session": No("The house's trail has it: login.revoked."),
    "enquiries.newsletters.public.subscribe": No("Until its link is followed it is no consent."),
    "enquiries.newsletters.public.confirm": ("subscription.confirmed",),
    "enquiries.newsletters.public.choices": (
        *("subscription.choices_changed", "subscription.ended"),
    ),
    "enquiries.newsletters.public.stop": ("subscription.ended",),
    "enquiries.newsletters.own.communication": (
        *("subscription.confirmed", "subscription.choices_changed", "subscription.ended"),
    ),
    "enquiries.newsletters.staff.new": ("newsletter.made",),
    "enquiries.newsletters.staff.edit": ("newsletter.changed",),
    "enquiries.newsletters.staff.send": ("newsletter.scheduled",),
    "enquiries.newsletters.staff.take_step": (
        *("newsletter.tested", "newsletter.unscheduled", "newsletter.paused"),
        *("newsletter.resumed", "newsletter.deleted"),
    ),
    "accounts.views.workspaces.create": ("workspace.created",),
    "accounts.views.workspaces.settings": ("workspace.changed",),
    "accounts.views.workspaces.habits": ("workspace.changed",),
    "accounts.views.logos.change": ("workspace.logo_changed",),
    "accounts.views.logos.remove": ("workspace.logo_removed",),
    "accounts.views.rules.session_length": ("workspace.session_length_changed",),
    "accounts.views.rules.networks": ("workspace.networks_changed",),
    "accounts.views.rules.domains": ("workspace.domains_changed",),
    "accounts.views.members.make_owner": ("workspace.handed_over",),
    "accounts.views.api_keys.rotate": ("api_key.rotated",),
    "accounts.views.rules.second_step": (
        "workspace.second_step_required",
        "workspace.second_step_lifted",
    ),
    "accounts.views.invitations.invitation": ("member.joined",),
    "billing.pages.buying.checkout": ("purchase.begun",),
    "billing.pages.buying.ask_stripe": ("subscription.changed",),
    "billing.pages.changing.change": ("subscription.plan_chosen", "subscription.changed"),
    "billing.pages.changing.cancel": ("subscription.cancelled", "subscription.changed"),
    "billing.pages.changing.resume": ("subscription.resumed", "subscription.changed"),
    "billing.pages.changing.coupon": ("subscription.promotion_redeemed",),
    "billing.pages.leading.portal": No("It only leads to Stripe; what is done there comes back."),
    "billing.pages.leading.pay": No("It only leads to Stripe; what is done there comes back."),
    "accounts.views.members.invite": ("invitation.created",),
    "accounts.views.members.leave": ("member.left",),
    "accounts.views.members.set_role": ("member.role_changed",),
    "accounts.views.members.remove": ("member.removed",),
    "accounts.views.members.resend": ("invitation.resent",),
    "accounts.views.members.revoke": ("invitation.revoked",),
    "accounts.views.api_keys.keys_page": ("api_key.created",),
    "accounts.views.api_keys.revoke": ("api_key.revoked",),
    "accounts.telling.escalating.views.escalations_page": ("escalation.added",),
    "accounts.telling.escalating.views.remove": ("escalation.removed",),
    "accounts.telling.channels.views.channels_page": ("channel.added",),
    "accounts.telling.channels.views.test": ("channel.tested",),
    "accounts.telling.channels.views.switch_on": ("channel.switched_on",),
    "accounts.telling.channels.views.switch_off": ("channel.switched_off",),
    "accounts.telling.channels.views.remove": ("channel.removed",),
    "accounts.webhooks.views.webhooks_page": ("webhook.added",),
    "accounts.webhooks.views.rotate": ("webhook.secret_rotated",),
    "accounts.webhooks.views.test": ("webhook.tested",),
    "accounts.webhooks.views.switch_on": ("webhook.switched_on",),
    "accounts.webhooks.views.switch_off": ("webhook.switched_off",),
    "accounts.webhooks.views.remove": ("webhook.removed",),
    "accounts.webhooks.views.again": ("webhook.sent_again",),
    "accounts.views.jobs.retry": ("job.retried",),
    "accounts.views.jobs.cancel": ("job.cancelled",),
    "accounts.views.support.decide": ("support.allowed", "support.refused"),
    "accounts.views.support.end_own": ("support.ended",),
    "accounts.views.announcements.put_away": SELF,
    "accounts.telling.wishes.views.wishes_page": No(
        "It is how one person is told, for them alone."
    ),
    "accounts.telling.inbox.views.change": No("It marks what the person has read, for them alone."),
    "accounts.views.announcements.choose_mails": SELF,
    "accounts.views.support.end": ("support.ended",),
    "accounts.views.support.standing": ("support.standing_changed",),
    "enquiries.bookings.views.public.details": No("Until its link is followed it is no booking."),
    "enquiries.bookings.waiting.views.ask": No("Until its link is followed nobody waits."),
    "enquiries.bookings.waiting.views.waiting": No("A stranger’s wish for one mail alone."),
    "enquiries.bookings.views.links.confirm": ("booking.confirmed",),
    "enquiries.bookings.views.links.move": ("booking.moved",),
    "enquiries.bookings.views.links.cancel": ("booking.cancelled",),
    "enquiries.bookings.views.steps.move": ("booking.moved",),
    "enquiries.bookings.views.steps.cancel": ("booking.cancelled",),
    "enquiries.bookings.views.steps.outcome": ("booking.outcome",),
    "enquiries.bookings.views.staff.hours": ("demo_hours.set",),
    "enquiries.webinars.views.public.webinar": No("Until its link is followed nobody comes."),
    "enquiries.webinars.views.public.confirm": ("registration.confirmed",),
    "enquiries.webinars.views.public.cancel": ("registration.cancelled",),
    "enquiries.webinars.views.staff.new": ("webinar.made",),
    "enquiries.webinars.views.staff.change": ("webinar.changed",),
    "enquiries.webinars.views.staff.publish": ("webinar.published",),
    "enquiries.webinars.views.staff.cancel": ("webinar.cancelled",),
    "privacy.restrictions.views.begin": ("person.restricted",),
    "privacy.restrictions.api.views.Restrictions": ("person.restricted",),
    "privacy.restrictions.api.views.Decide": ("person.objection_decided",),
    "privacy.restrictions.api.views.Announce": ("person.lifting_announced",),
    "privacy.restrictions.api.views.Lift": ("person.freed",),
    "privacy.restrictions.api.views.Corrections": ("person.rectified",),
    "privacy.restrictions.views.begin_for": ("person.restricted",),
    "privacy.restrictions.views.take_step": (
        *("person.objection_decided", "person.lifting_announced", "person.freed"),
    ),
    "privacy.instructions.views.page": ("instructions.given",),
    "privacy.policies.views.agreement.accept": ("agreement.accepted", "instructions.given"),
    "privacy.policies.views.changes.announce": ("subprocessor.announced",),
    "privacy.policies.views.changes.object_to": ("subprocessor.objected",),
    "privacy.policies.views.changes.activate": ("subprocessor.activated",),
    "privacy.policies.views.changes.withdraw": ("subprocessor.withdrawn",),
    "privacy.policies.views.subscribing.subscribe": No("A stranger asks for mails; no workspace."),
    "privacy.policies.views.subscribing.confirm": No("A stranger asks for mails; no workspace."),
    "privacy.policies.views.subscribing.leave": No("A stranger ends mails; the address goes."),
    "privacy.numbers.views.show": No("A line of the reading log says so."),
    "privacy.numbers.views.delete": ("number.deleted",),
    "privacy.recipients.views.told": ("recipient.told",),
    "privacy.rectifications.views.rectify": ("person.rectified",),
    "integrations.views.acting.allowing.allow_actions": ("source.actions_on",),
    "integrations.views.acting.allowing.forbid_actions": ("source.actions_off",),
    "integrations.views.acting.campaign.preview_change": DRAFT,
    "integrations.views.acting.campaign.change_campaign": ("campaign_action.asked",),
    "integrations.views.acting.fields.action_fields": ("source.action_fields",),
    "integrations.views.acting.record.preview_task": DRAFT,
    "integrations.views.acting.record.make_task": ("campaign_action.asked",),
    "integrations.views.acting.record.preview_field": DRAFT,
    "integrations.views.acting.record.set_field": ("campaign_action.asked",),
    "integrations.views.acting.log.approve": ("campaign_action.approved",),
    "integrations.views.acting.log.refuse": ("campaign_action.refused",),
    "integrations.views.acting.log.undo": ("campaign_action.asked",),
    "integrations.views.acting.log.give_up": ("campaign_action.failed",),
    "integrations.views.acting.log.stop": ("actions.stopped",),
    "integrations.views.acting.log.go_on": ("actions.go_on",),
    "integrations.views.acting.log.set_limits": ("actions.limits",),
    "integrations.views.connecting.wizard": ("certificate.make",),
    "integrations.views.connecting.reconnect": ("certificate.make",),
    "integrations.views.certificates.certificate": ("source.connect", "source.reconnect"),
    "integrations.views.certificates.next_certificate": ("certificate.make",),
    "integrations.views.formulas.choose_formulas": ("source.formulas",),
    "integrations.views.choosing.accounts": ("source.accounts",),
    "integrations.views.runs.cancel": ("file.cancel",),
    "integrations.views.runs.import_rest": ("file.import",),
    "integrations.views.erasing.on_erasure": ("source.on_erasure",),
    "integrations.views.quarantine.decide": ("quarantine.let_in", "quarantine.kept_out"),
    "integrations.views.upkeep.sync": ("source.sync",),
    "integrations.views.upkeep.pause": ("source.pause",),
    "integrations.views.upkeep.resume": ("source.resume",),
    "integrations.views.upkeep.rename": ("source.rename",),
    "integrations.views.upkeep.api_share": ("source.api_share",),
    "integrations.views.upkeep.set_pace": ("source.pace",),
    "integrations.views.upkeep.reread": ("source.reread",),
    "integrations.views.upkeep.person_fields": ("source.person_fields",),
    "integrations.views.upkeep.disconnect": ("source.disconnect",),
    "integrations.views.uploads.upload_page": DRAFT,
    "integrations.views.uploads.preview_page": ("file.import", "source.connect"),
    "integrations.views.uploads.discard": ("file.discard",),
    "integrations.api.views.Syncs": ("source.sync",),
    "integrations.api.views.Pause": ("source.pause",),
    "integrations.api.views.Resume": ("source.resume",),
    "analytics.programs.incidents.Acknowledge": ("incident.acknowledged",),
    "analytics.programs.incidents.Resolve": ("incident.closed",),
    "analytics.programs.incidents.AcceptLevel": ("incident.accepted",),
    "analytics.programs.incidents.Own": ("incident.owned",),
    "analytics.programs.incidents.Mark": ("incident.useful", "incident.noise"),
    "analytics.programs.incidents.Comments": ("incident.commented",),
    "analytics.programs.monitors.Monitors": ("monitor.created",),
    "analytics.programs.monitors.OneMonitor": ("monitor.changed", "monitor.deleted"),
    "analytics.programs.monitors.PauseMonitor": ("monitor.paused",),
    "analytics.programs.monitors.ResumeMonitor": ("monitor.resumed",),
    "analytics.programs.monitors.Trials": DRAFT,
    "analytics.programs.budgets.Budgets": ("budget.added", "budget.set"),
    "analytics.programs.budgets.OneBudget": ("budget.set", "budget.spread", "budget.ended"),
    "analytics.programs.annotations.Annotations": ("annotation.added",),
    "analytics.programs.annotations.OneAnnotation": ("annotation.changed", "annotation.deleted"),
    "analytics.programs.saved_reports.SavedReports": ("report.saved",),
    "analytics.programs.saved_reports.OneSavedReport": ("report.deleted",),
    "analytics.programs.automations.Automations": ("automation.created",),
    "analytics.programs.automations.OneAutomation": ("automation.changed", "automation.deleted"),
    "analytics.programs.automations.SetLive": ("automation.live",),
    "analytics.programs.automations.SetDry": ("automation.dry",),
    "analytics.programs.automations.PauseAutomation": ("automation.paused",),
    "analytics.programs.automations.StopAll": ("automations.stopped",),
    "analytics.programs.automation_previews.Previews": DRAFT,
    "analytics.programs.sent_reports.Reports": ("sent_report.made",),
    "analytics.programs.sent_reports.OneReport": ("sent_report.changed", "sent_report.deleted"),
    "analytics.programs.sent_reports.PauseReport": ("sent_report.paused",),
    "analytics.programs.sent_reports.ResumeReport": ("sent_report.resumed",),
    "analytics.programs.sent_reports.Sendings": ("sent_report.asked_for",),
    "analytics.programs.publications.Publications": ("publication.made",),
    "analytics.programs.publications.OnePublication": ("publication.withdrawn",),
    "analytics.programs.own_metrics.OwnMetrics": ("metric.defined",),
    "analytics.programs.own_metrics.OneOwnMetric": ("metric.changed", "metric.retired"),
    "analytics.programs.own_metrics.TakeUpMetric": ("metric.restored",),
    "analytics.programs.own_metrics.RestoreVersion": ("metric.changed",),
    "analytics.programs.shared_links.SharedLinks": ("link.made",),
    "analytics.programs.shared_links.OneSharedLink": ("link.revoked",),
    "analytics.programs.dashboards.Dashboards": ("dashboard.made",),
    "analytics.programs.dashboards.OneDashboard": (
        "dashboard.set",
        "dashboard.described",
        "dashboard.deleted",
    ),
    "analytics.programs.dashboard_versions.Duplicate": ("dashboard.made",),
    "analytics.programs.dashboard_versions.RestoreVersion": ("dashboard.reverted",),
    "analytics.programs.mappings.CampaignMatches": ("campaigns.matched",),
    "analytics.programs.mappings.LeadStages": ("lead_stages.set",),
    "analytics.explaining.api.Explain": No("A question; it is a POST because it is long."),
    "analytics.exporting.api.Exports": ("export.requested",),
    "analytics.api.Query": No("A question; it is a POST because it is long."),
    "analytics.views.settings.stages": ("lead_stages.set",),
    "analytics.views.settings.matches": ("campaigns.matched",),
    "analytics.views.settings.accept_matches": ("campaigns.matched",),
    "analytics.views.channels.channels": ("channels.set",),
    "analytics.budgets.views.new_budget": ("budget.added", "budget.set"),
    "analytics.budgets.views.change_budget": ("budget.set", "budget.spread"),
    "analytics.budgets.views.drop_budget": ("budget.ended",),
    "analytics.budgets.views.undrop_budget": ("budget.restored",),
    "analytics.budgets.bulk_views.budget_year": ("budget.set",),
    "analytics.budgets.bulk_views.budget_import": (
        "budgets.imported",
        "budget.added",
        "budget.set",
    ),
    "analytics.dashboards.views.new_dashboard": ("dashboard.made",),
    "analytics.dashboards.views.describe_dashboard": ("dashboard.described",),
    "analytics.dashboards.views.duplicate_dashboard": ("dashboard.made",),
    "analytics.dashboards.views.drop_dashboard": ("dashboard.deleted",),
    "analytics.dashboards.views.undrop_dashboard": ("dashboard.restored",),
    "analytics.dashboards.compose_views.arrange_dashboard": ("dashboard.set",),
    "analytics.dashboards.tile_views.new_tile": ("dashboard.set",),
    "analytics.dashboards.panel_views.tile": ("dashboard.set",),
    "analytics.dashboards.panel_views.ask_tile": ("dashboard.set",),
    "analytics.dashboards.tile_views.drop_tile": ("dashboard.set",),
    "analytics.dashboards.compose_views.keep_words": ("dashboard.set",),
    "analytics.dashboards.compose_views.put_layout": ("dashboard.set",),
    "analytics.dashboards.tile_views.add_question": ("dashboard.set",),
    "analytics.dashboards.version_views.revert_dashboard": ("dashboard.reverted",),
    "analytics.reporting.views.new_report": ("sent_report.made",),
    "analytics.reporting.views.edit_report": ("sent_report.changed",),
    "analytics.reporting.views.send_me_one": ("sent_report.asked_for",),
    "analytics.reporting.views.pause": ("sent_report.paused",),
    "analytics.reporting.views.resume": ("sent_report.resumed",),
    "analytics.reporting.views.delete": ("sent_report.deleted",),
    "analytics.reporting.views.restore": ("sent_report.restored",),
    "analytics.reporting.views.leave": ("sent_report.left", "sent_report.joined"),
    "analytics.reporting.views.remove_recipient": ("sent_report.changed",),
    "analytics.reporting.publication_views.publish": ("publication.made",),
    "analytics.reporting.publication_views.withdraw": ("publication.withdrawn",),
    "analytics.reporting.publication_views.restore": ("publication.restored",),
    "analytics.formulas.views.new_metric": ("metric.defined",),
    "analytics.formulas.views.edit_metric": ("metric.changed",),
    "analytics.formulas.views.restore_metric_version": ("metric.changed",),
    "analytics.formulas.views.retire_metric": ("metric.retired",),
    "analytics.formulas.views.unretire_metric": ("metric.restored",),
    "analytics.reports.views.new_report": ("report.saved",),
    "analytics.reports.views.report": ("report.changed",),
    "analytics.reports.views.overwrite_report": ("report.changed",),
    "analytics.reports.views.drop_report": ("report.deleted",),
    "analytics.reports.views.undrop_report": ("report.restored",),
    "analytics.sharing.public.shared": No("A password; what it opens is read by strangers."),
    "analytics.sharing.views.share_report": ("link.made",),
    "analytics.sharing.views.share_dashboard": ("link.made",),
    "analytics.sharing.views.revoke_link": ("link.revoked",),
    "analytics.sharing.views.revoke_links": ("link.revoked_all",),
    "analytics.annotations.views.new_annotation": ("annotation.added",),
    "analytics.annotations.views.annotation": ("annotation.changed",),
    "analytics.annotations.views.drop_annotation": ("annotation.deleted",),
    "analytics.annotations.views.undrop_annotation": ("annotation.restored",),
    "analytics.automations.views.new_automation": ("automation.created",),
    "analytics.automations.views.edit_automation": ("automation.changed",),
    "analytics.automations.views.preview_anew": DRAFT,
    "analytics.automations.views.set_live": ("automation.live",),
    "analytics.automations.views.set_dry": ("automation.dry",),
    "analytics.automations.views.pause": ("automation.paused",),
    "analytics.automations.views.delete": ("automation.deleted",),
    "analytics.automations.views.stop": ("automations.stopped",),
    "analytics.automations.views.go_on": ("automations.go_on",),
    "analytics.views.monitors.new_monitor": ("monitor.created",),
    "analytics.views.monitors.edit_monitor": ("monitor.changed",),
    "analytics.views.monitors.trial": ("monitor.created", "monitor.changed"),
    "analytics.views.monitors.suggested": ("monitor.created",),
    "analytics.views.monitors.budget": ("alarm_budget.set",),
    "analytics.views.monitors.pause": ("monitor.paused", "monitor.resumed"),
    "analytics.views.monitors.delete": ("monitor.deleted",),
    "analytics.views.monitors.mutes": ("monitors.muted",),
    "analytics.views.monitors.unmute": ("monitors.unmuted",),
    "analytics.views.incidents.act": (
        *("incident.acknowledged", "incident.closed", "incident.accepted", "incident.owned"),
        *("incident.useful", "incident.noise"),
    ),
    "analytics.views.incidents.comment": ("incident.commented",),
    "enquiries.tickets.views.contact.contact": ("ticket.opened",),
    "enquiries.tickets.views.contact.support": ("ticket.opened",),
    "enquiries.tickets.views.status.status": ("ticket.written",),
    "enquiries.tickets.views.status.close": ("ticket.closed",),
    "billing.views.receive_webhook": ("subscription.changed",),
    "enquiries.tickets.views.inbound.receive_mail": ("ticket.opened", "ticket.written"),
    "enquiries.tickets.views.desk.take_step": (
        *("ticket.answered", "ticket.noted", "ticket.assigned", "ticket.handed_over"),
        *("ticket.closed", "ticket.reopened", "ticket.spam"),
    ),
    "privacy.access.views.package.gather_page": ("package.gathered",),
    "privacy.access.views.items.leave_out_page": ("package.left_out",),
    "privacy.access.views.items.looked_at": ("package.looked_at",),
    "privacy.access.views.items.brought_back": ("package.brought_back",),
    "privacy.access.views.making.bases": ("package.bases_stated",),
    "privacy.access.views.making.build_page": ("package.building",),
    "privacy.access.views.making.change_page": ("package.changed",),
    "privacy.access.views.making.open_page": ("package.opened",),
    "privacy.access.views.making.release_page": ("package.released", "request.closed"),
    "privacy.access.views.person.fetch": ("package.code_sent", "package.downloaded"),
    "privacy.requests.views.centre.centre": No("Until its link is followed it is no request."),
    "privacy.requests.views.centre.house": No("Until its link is followed it is no request."),
    "privacy.requests.views.passing.pass_page": ("request.passed_on", "request.not_ours"),
    "privacy.requests.api.views.Requests": ("request.recorded",),
    "privacy.requests.api.views.Messages": ("request.replied", "request.heard"),
    "privacy.requests.api.views.Ask": ("request.asked",),
    "privacy.requests.api.views.Extend": ("request.extended",),
    "privacy.requests.api.views.Close": ("request.closed",),
    "privacy.own.views.copy": ("request.received", "package.gathered"),
    "privacy.own.views.download": ("package.downloaded",),
    "privacy.own.views.close": ("request.received", "erasure.begun"),
    "privacy.requests.views.own.own": ("request.received",),
    "privacy.requests.views.mailed.mailed": ("request.taken_up",),
    "privacy.inbound.views.receive_mail": ("request.written",),
    "privacy.requests.views.passing.keep": ("request.kept",),
    "privacy.requests.views.centre.proof": ("request.received",),
    "privacy.requests.views.status.status": ("request.written",),
    "privacy.requests.views.status.withdraw": ("request.withdrawn",),
    "privacy.erasure.views.run.erasure_page": ("erasure.begun",),
    "privacy.erasure.api.Erasures": ("erasure.begun",),
    "privacy.erasure.views.steps.decide": ("erasure.decided",),
    "privacy.erasure.views.steps.by_hand": ("erasure.by_hand",),
    "privacy.erasure.views.steps.retry": ("erasure.retried",),
    "privacy.erasure.views.steps.close": ("request.closed",),
    "privacy.closing.views.ask": ("workspace.closing_asked",),
    "privacy.closing.views.cancel": ("workspace.closing_cancelled",),
    "privacy.closing.views.export": ("workspace.export_asked",),
    "privacy.closing.views.download": ("workspace.export_downloaded",),
    "privacy.requests.views.desk.record_page": ("request.recorded",),
    "privacy.registers.complaints.public.complain": ("complaint.received",),
    "privacy.registers.views.new": (
        *("breach.entered", "complaint.recorded", "disclosure.entered"),
    ),
    "privacy.registers.views.take_step": (
        *("breach.assessed", "breach.authority_told", "breach.people_decided", "breach.described"),
        *("breach.customers_told", "breach.closed", "complaint.acknowledged"),
        *("complaint.written", "complaint.heard", "complaint.closed", "disclosure.described"),
    ),
    "privacy.consent.views.choices.choices": No("Each answer is an append-only line of its own."),
    "privacy.consent.views.own.own": No("Each answer is an append-only line of its own."),
    "privacy.retention.views.rule": ("retention.set",),
    "privacy.retention.views.new_hold": ("hold.made",),
    "privacy.retention.views.lift": ("hold.lifted",),
    "privacy.requests.views.steps.take_step": (
        *("request.asked", "request.extended", "request.replied", "request.heard"),
        *("request.closed", "request.proposed", "request.declined"),
    ),
}
# What changes something although it is asked for by GET, and what is told of whoever reads.
BY_GET: dict[str, tuple[str, ...]] = {
    "accounts.views.sso.callback": (
        *("member.provisioned", "member.role_changed", "sso.failed", "sso_connection.tested"),
    ),
    "accounts.views.sso.finish": (
        *("member.provisioned", "member.role_changed", "sso.failed", "sso_connection.tested"),
    ),
    "integrations.views.connecting.callback": ("source.connect", "source.reconnect"),
    "accounts.views.audit.heads": ("audit.exported",),
    "accounts.api_audit.AuditEvents": ("audit.exported",),
    "analytics.exporting.api.ExportFile": ("numbers.exported",),
    "analytics.programs.saved_reports.SavedFile": ("numbers.exported",),
    "accounts.views.audit.export": ("audit.exported",),
    "enquiries.webinars.views.staff.export": ("webinar.exported",),
    "analytics.views.overview.overview_export": ("numbers.exported",),
    "analytics.budgets.bulk_views.budget_export": ("budgets.exported",),
    "analytics.views.pipeline.pipeline_export": ("numbers.exported",),
    "analytics.views.explore.explore_export": ("numbers.exported",),
    "privacy.retention.views.export": ("retention.exported",),
    "privacy.registers.views.export": ("register.exported",),
    "privacy.erasure.views.certificates.certificate": ("erasure.certificate",),
    "privacy.views.export": ("records.exported",),
    "privacy.readings.views.export": ("readings.exported",),
    "privacy.consent.views.house.export": ("consents.exported",),
}


def undecided(patterns: Any) -> list[str]:
    """Views of ours that take other methods than the safe ones, and stand in no table."""
    return sorted({name for name in changing(patterns) if name not in DECIDED})


def changing(patterns: Any) -> Iterator[str]:
    for _route, view in addresses(patterns):
        if is_ours(view) and not methods_of(view) <= SAFE:
            yield name_of(view)


def is_ours(view: Any) -> bool:
    return bool(view.__module__.startswith(OURS))


def name_of(view: Any) -> str:
    view = class_of(view) or view
    return f"{view.__module__}.{view.__qualname__}"


def class_of(view: Any) -> Any:
    return getattr(view, "cls", None) or getattr(view, "view_class", None)


def methods_of(view: Any) -> frozenset[str]:
    """The methods that a view lets through, as its class or its decorators say; else all."""
    view_class = class_of(view)
    if view_class is not None:
        names = view_class.http_method_names
        return frozenset(name.upper() for name in names if hasattr(view_class, name))
    step = view
    while step is not None:
        allowed = inspect.getclosurevars(step).nonlocals.get("request_method_list")
        if allowed is not None:
            return frozenset(allowed)
        step = getattr(step, "__wrapped__", None)
    return frozenset({"ANY"})


@cache
def recorded() -> set[str]:
    """Every text that is written out in a function which calls `record` or `record_login`."""
    functions = (
        node
        for app in OURS
        for file in (ROOT / app.rstrip(".")).rglob("*.py")
        if re.search(r"record(_login)?\(", text := file.read_text())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and any(map(is_record, ast.walk(node)))
    )
    return {
        str(node.value)
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Constant)
    }


def is_record(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = {getattr(node.func, "attr", ""), getattr(node.func, "id", "")}
    return bool(called & {"record", "record_login"})


def test_every_address_that_changes_something_has_decided() -> None:
    assert undecided(get_resolver().url_patterns) == []


def test_no_decision_is_left_over() -> None:
    there = set(changing(get_resolver().url_patterns))
    assert sorted(set(DECIDED) - there) == []
    views = {name_of(view) for _route, view in addresses(get_resolver().url_patterns)}
    assert sorted(set(BY_GET) - views) == []


def test_what_is_said_to_be_recorded_is_recorded_somewhere() -> None:
    lines = [*DECIDED.values(), *BY_GET.values()]
    said = {action for actions in lines if isinstance(actions, tuple) for action in actions}
    assert sorted(said - recorded()) == []


def test_every_action_has_words_for_the_page() -> None:
    lines = [*DECIDED.values(), *BY_GET.values()]
    said = {action for actions in lines if isinstance(actions, tuple) for action in actions}
    written = {text for text in recorded() if re.fullmatch(r"[a-z_]+\.[a-z_]+", text)}
    models = {model._meta.label_lower for model in apps.get_models()}
    labels = action_labels()
    # What a person is told of their login has its line by the same name.
    told = {f"login.{kind}" for kind in OF_LOGINS}
    assert sorted((said | written | told) - set(labels) - models) == []
    assert sorted(set(labels) - recorded() - told) == []


def test_no_two_apps_mean_something_else_by_one_action() -> None:
    """The trail shows one wording for a name: that of whichever app came last."""
    named = Counter(
        action
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, "audit_words")
        for action in import_module(f"{config.name}.audit_words").LABELS
    )
    assert [action for action, count in named.items() if count > 1] == []


@require_safe
@requires(Permission.VIEW_NUMBERS)
def reading(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@require_POST
@requires(Permission.VIEW_NUMBERS)
def writing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@requires(Permission.VIEW_NUMBERS)
def either(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize(
    ("view", "is_found"),
    [(reading, False), (writing, True), (either, True)],
    ids=["safe", "POST", "any method"],
)
def test_a_new_address_is_found(
    view: Callable[..., HttpResponse], is_found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "__module__", "analytics.views.new")
    assert bool(undecided([path("w/new/", view)])) is is_found

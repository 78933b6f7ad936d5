"""Each commitment of the company's policy, and what makes it true: a test, a page, people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """Shown by a test: its file below tests/, and its function.

    `room` is a package that brings it; where that package is not there yet, neither is the test.
    """

    file: str
    name: str
    room: str = ""


@dataclass(frozen=True)
class Page:
    """Shown by a page that a visitor or a user opens."""

    path: str


@dataclass(frozen=True)
class Organisational:
    """True by what people and contracts do; `where` says it, in the repository or on a page."""

    why: str
    where: str


@dataclass(frozen=True)
class Commitment:
    """Words of our page in which the company's commitment stands, and what shows it."""

    words: str
    shown_by: tuple[Shown | Page | Organisational, ...]


_HOSTING = "The contract with whoever runs the servers: SUBPROCESSORS names them."
_CONSENT = "privacy/consent/test_answers.py"
_COPY = "privacy/access/test_copy.py"
_NEWS, _NEWS_ROOM = "enquiries/newsletters", "enquiries.newsletters"
COMMITMENTS = (
    Commitment(
        "The policy complies with the EU General Data Protection Regulation (GDPR), the UK Data "
        "Protection Act",
        (
            Shown("privacy/test_activities.py", "test_what_is_installed_is_whole"),
            Shown(
                "privacy/requests/test_both_laws.py",
                "test_both_results_are_kept_and_shown_where_they_differ",
            ),
        ),
    ),
    Commitment(
        "a hash of your password, never the password itself",
        (Shown("privacy/policies/test_commitments.py", "test_passwords_are_kept_as_argon2"),),
    ),
    Commitment(
        "third-party providers process for us: we see no card number",
        (
            Organisational(
                "Nothing takes payments yet; only billing.gateway may speak to a payment provider.",
                "pyproject.toml: Only billing.gateway speaks to Stripe",
            ),
        ),
    ),
    Commitment(
        "usage metrics: which features are used, which actions are taken and for how long, and "
        "only if you agreed to it",
        (Shown(_CONSENT, "test_a_refusal_sets_nothing_carries_no_number_and_is_not_asked_again"),),
    ),
    Commitment(
        "cookie data, for your session and, only if you agreed to it, for analytics",
        (
            Page("/cookie-policy"),
            Shown(_CONSENT, "test_before_a_choice_only_what_is_necessary_is_set"),
            Shown(
                "privacy/consent/test_registry.py",
                "test_python_sets_no_cookie_that_is_not_declared",
            ),
        ),
    ),
    Commitment(
        "solely to deliver the agreed Services",
        (
            Shown(
                "privacy/instructions/test_instructions.py",
                "test_nothing_is_done_for_a_purpose_outside_of_the_version_that_stands",
            ),
        ),
    ),
    Commitment(
        "We act as a data processor for this information, and you remain the data controller.",
        (
            Page("/dpa"),
            Shown("privacy/test_records.py", "test_the_two_roles_do_not_mix"),
            Shown("privacy/policies/test_agreement.py", "test_an_owner_accepts_the_very_text"),
        ),
    ),
    Commitment(
        "We do not access, view or use your customers’ personal data except as required",
        (
            Shown(
                "privacy/readings/test_log.py",
                "test_data_is_opened_for_the_purpose_that_the_map_names_and_for_no_other",
            ),
            Shown(
                "accounts/test_tenancy.py",
                "test_the_role_of_the_tests_cannot_step_around_the_locks",
            ),
        ),
    ),
    Commitment(
        "a request that reaches us goes to that business within one working day",
        (Shown("privacy/requests/test_house.py", "test_one_working_day_and_then_it_is_said"),),
    ),
    Commitment(
        "authenticate users and manage access",
        (
            Shown("accounts/test_login.py", "test_the_trail_says_who_came_in_and_names_no_address"),
            Shown("architecture/test_urls.py", "test_every_address_is_guarded"),
        ),
    ),
    Commitment(
        "offer customer support and answer inquiries",
        (
            Page("/privacy/"),
            Shown(
                "enquiries/tickets/test_inbound.py",
                "test_an_answer_finds_its_ticket",
                "enquiries.tickets",
            ),
        ),
    ),
    Commitment(
        "send important updates, product notices and security alerts",
        (
            Shown(
                "accounts/test_sessions.py",
                "test_a_login_from_a_new_browser_is_told_by_mail_once",
            ),
            Shown(
                "privacy/policies/test_announced.py",
                "test_every_user_is_told_once_in_their_language",
            ),
        ),
    ),
    Commitment(
        "send marketing communications, only if you have opted in",
        (
            Shown(
                f"{_NEWS}/test_subscribing.py",
                "test_nothing_but_one_mail_before_the_link_is_followed",
                _NEWS_ROOM,
            ),
            Shown(f"{_NEWS}/test_subscribing.py", "test_signing_up_asks_for_no_news", _NEWS_ROOM),
        ),
    ),
    Commitment(
        "We never sell or rent your personal data.",
        (
            Shown("privacy/test_activities.py", "test_every_recipient_of_the_code_is_in_the_map"),
            Organisational(
                "No purpose of the register is a sale; that none is made is for the company.",
                "/privacy-policy#purposes",
            ),
        ),
    ),
    Commitment(
        "nobody is profiled",
        (Shown("privacy/restrictions/test_hidden.py", "test_nothing_scores_a_person"),),
    ),
    Commitment(
        "which one holds for which purpose is told below",
        (
            Shown(
                "privacy/policies/test_versions.py",
                "test_the_notice_has_every_purpose_basis_recipient_time_and_source",
            ),
            Shown("privacy/test_activities.py", "test_a_purpose_on_two_bases_is_named"),
        ),
    ),
    Commitment(
        "data centers that comply with international security standards such as ISO 27001 and "
        "SOC 2",
        (Organisational(_HOSTING, "/subprocessors"),),
    ),
    Commitment(
        "encrypted transmission (TLS 1.2 or newer)",
        (
            Shown(
                "integrations/test_egress.py",
                "test_an_inner_address_is_refused_before_a_socket_opens",
            ),
            Organisational(
                "Browsers are served over https alone (HSTS); the proxy in front ends TLS.",
                "proactivox/settings/browser.py",
            ),
        ),
    ),
    Commitment(
        "encryption of data at rest",
        (
            Shown("accounts/test_crypto.py", "test_no_altered_byte_goes_unnoticed"),
            Shown(_COPY, "test_nothing_of_it_is_in_the_clear_at_rest"),
            Organisational(
                "Secrets, words and opted-in fields are sealed by the product, backups too; the "
                "disks below by whoever runs the servers.",
                "/subprocessors",
            ),
        ),
    ),
    Commitment(
        "access control and authentication policies",
        (
            Shown("accounts/test_login.py", "test_weak_passwords_are_refused"),
            Shown("accounts/test_second_step.py", "test_a_code_opens_once"),
        ),
    ),
    Commitment(
        "regular vulnerability assessments",
        (
            Organisational(
                "Each release passes the checks of dependencies and code; tests from outside are "
                "ordered by the company.",
                "SECURITY.md",
            ),
        ),
    ),
    Commitment(
        "logging and monitoring of access to the system",
        (
            Shown(
                "accounts/test_trail_and_jobs.py", "test_verify_audit_holds_and_names_what_does_not"
            ),
            Shown("privacy/readings/test_log.py", "test_no_line_is_altered"),
        ),
    ),
    Commitment(
        "authorized employees and contractors who are bound by confidentiality",
        (Organisational("By their contracts of employment.", "/dpa#confidentiality"),),
    ),
    Commitment(
        "business partners who assist in customer onboarding or support",
        (Organisational("None does at the moment: the list would name it.", "/subprocessors"),),
    ),
    Commitment(
        "legal authorities, if the law requires it or in the event of a data security incident",
        (
            Shown(
                "privacy/registers/test_pages.py",
                "test_a_disclosure_says_who_decided_and_whether_the_controller_knows",
            ),
        ),
    ),
    Commitment(
        "held to privacy standards consistent with this policy, by data processing agreements",
        (Organisational(_HOSTING, "/subprocessors"),),
    ),
    Commitment(
        "an adequacy decision of the European Commission, or its Standard Contractual Clauses",
        (
            Shown(
                "privacy/test_activities.py",
                "test_a_recipient_of_whom_something_is_not_said_is_named",
            ),
            Page("/subprocessors"),
        ),
    ),
    Commitment(
        "You can change your choice at any time at the foot of each page",
        (Shown(_CONSENT, "test_agreeing_and_withdrawing_take_one_form_and_the_cookies_go"),),
    ),
    Commitment(
        "access your personal data",
        (Shown(_COPY, "test_the_copy_holds_everything_and_nobody_else"),),
    ),
    Commitment(
        "have them corrected or deleted",
        (
            Shown("privacy/erasure/test_run.py", "test_a_run_erases_searches_and_certifies"),
            Shown("journeys/test_rights.py", "test_each_right_takes_effect"),
        ),
    ),
    Commitment(
        "restrict or object to processing",
        (
            Shown(
                "privacy/restrictions/test_steps.py",
                "test_an_objection_restricts_at_once_and_by_itself",
            ),
        ),
    ),
    Commitment(
        "withdraw consent at any time, for marketing and for anything else",
        (
            Shown(_CONSENT, "test_agreeing_and_withdrawing_take_one_form_and_the_cookies_go"),
            Shown(
                f"{_NEWS}/test_one_click.py",
                "test_a_post_without_cookie_or_token_ends_it_at_once",
                _NEWS_ROOM,
            ),
        ),
    ),
    Commitment(
        "get a copy of your data in a portable format",
        (
            Shown(
                "privacy/access/test_desk_pages.py",
                "test_what_may_be_taken_elsewhere_is_what_was_provided_or_observed",
            ),
        ),
    ),
    Commitment(
        "lodge a complaint with a supervisory authority",
        (
            Shown(
                "privacy/requests/test_intake.py",
                "test_the_page_names_rights_and_authorities_in_both_languages",
            ),
        ),
    ),
    Commitment(
        "You can use these rights at any time, free of charge",
        (Page("/privacy/"), Shown("privacy/requests/test_intake.py", "test_nobody_has_to_say_why")),
    ),
    Commitment(
        "You can opt out at any time by clicking “unsubscribe” or in the settings of your account",
        (
            Shown(
                f"{_NEWS}/test_subscribing.py",
                "test_a_log_in_chooses_in_its_settings",
                _NEWS_ROOM,
            ),
        ),
    ),
    Commitment(
        "We keep user and platform data only as long as necessary",
        (
            Shown(
                "privacy/retention/test_pages.py", "test_every_retention_of_the_map_is_carried_out"
            ),
        ),
    ),
    Commitment(
        "The current list is public",
        (
            Page("/subprocessors"),
            Shown(
                "privacy/policies/test_subprocessors.py",
                "test_a_change_cannot_be_used_before_its_window_ends",
            ),
        ),
    ),
    Commitment(
        "The latest version is always at proactivox.com/privacy-policy",
        (
            Page("/privacy-policy"),
            Page("/privacy-policy/versions/"),
            Shown(
                "privacy/policies/test_announced.py",
                "test_a_new_purpose_of_old_data_counts_only_after_the_notice",
            ),
        ),
    ),
    Commitment(
        "If you have questions or concerns about this policy, please write to us",
        (
            Shown(
                "privacy/requests/test_inbound_mail.py",
                "test_a_mail_opens_a_request_once_its_sender_has_shown_the_mailbox",
            ),
        ),
    ),
)

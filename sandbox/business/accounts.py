"""Accounts and contacts, made when a lead converts or a seller finds a company himself."""

from sandbox.business.people import Person
from sandbox.business.story import Account, Story

ACCOUNT = (
    "Id IsDeleted Name Type BillingStreet BillingCity BillingState BillingPostalCode "
    "BillingCountry Phone Website Industry CurrencyIsoCode AnnualRevenue NumberOfEmployees "
    "OwnerId CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp "
    "CleanStatus AccountSource"
)
CONTACT = (
    "Id IsDeleted AccountId LastName FirstName Name MailingStreet MailingCity MailingState "
    "MailingPostalCode MailingCountry Phone Email Title LeadSource CurrencyIsoCode OwnerId "
    "CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp IsEmailBounced "
    "CleanStatus"
)


class Accounts:
    """Writes Account and Contact. A company that came before keeps its account."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.accounts = story.table("Account", ACCOUNT)
        self.contacts = story.table("Contact", CONTACT)

    def account(self, person: Person, source: str | None, owner: str, at: int) -> Account:
        company, story = person.company, self.story
        found = story.accounts.get(company.name)
        if found is not None:
            return found
        found = Account(next(story.ids_of("Account")), owner)
        story.accounts[company.name] = found
        stamp = story.stamps.text(at)
        self.accounts.add(
            (
                found.id, 0, company.name, "Prospect", person.street, company.city, company.state,
                company.postal, company.country, company.dialling + "00",
                f"https://{company.domain}", company.industry, company.currency, company.revenue,
                company.employees, owner, stamp, owner, stamp, owner, stamp, "Pending", source,
            )
        )  # fmt: skip
        return found

    def contact(
        self, account: Account, person: Person, source: str | None, owner: str, at: int
    ) -> str:
        story, company = self.story, person.company
        contact = next(story.ids_of("Contact"))
        if len(account.contacts) < 12:
            account.contacts.append(contact)
        stamp = story.stamps.text(at)
        self.contacts.add(
            (
                contact, 0, account.id, person.last, person.first, f"{person.first} {person.last}",
                person.street, company.city, company.state, company.postal, company.country,
                person.phone, person.email, person.title, source, company.currency, owner, stamp,
                owner, stamp, owner, stamp, 0, "Pending",
            )
        )  # fmt: skip
        return contact

"""Fields of the objects that hold people and companies."""

_SYSTEM = """
CreatedDate datetime!
CreatedById reference! > User
LastModifiedDate datetime!
LastModifiedById reference! > User
SystemModstamp datetime! = System Modstamp
"""
_SEEN = """
LastActivityDate date = Last Activity
LastViewedDate datetime
LastReferencedDate datetime
"""


def _address(prefix: str) -> str:
    words = f"{prefix} " if prefix else ""
    return "\n".join(
        f"{prefix}{line}"
        for line in (
            "Street textarea(255)",
            "City string(40)",
            f"State string(80) = {words}State/Province",
            f"PostalCode string(20) = {words}Zip/Postal Code",
            "Country string(80)",
            "Latitude double(18,15)",
            "Longitude double(18,15)",
            "GeocodeAccuracy picklist(40)",
            "Address address",
        )
    )


LEAD = f"""
Id id! = Lead ID
IsDeleted boolean! = Deleted
MasterRecordId reference > Lead
LastName string(80)!
FirstName string(40)
Salutation picklist(40)
Name string(121)! #name = Full Name
Title string(128)
Company string(255)!
{_address("")}
Phone phone
MobilePhone phone
Fax phone
Email email
Website url
PhotoUrl url = Photo URL
Description textarea(32000)
LeadSource picklist
Status picklist!
Industry picklist
Rating picklist
CurrencyIsoCode picklist(3)! = Lead Currency
AnnualRevenue currency(18,0)
NumberOfEmployees int = Employees
OwnerId reference! > Group,User
IsConverted boolean! = Converted
ConvertedDate date
ConvertedAccountId reference > Account
ConvertedContactId reference > Contact
ConvertedOpportunityId reference > Opportunity
IsUnreadByOwner boolean! = Unread By Owner
{_SYSTEM.strip()}
{_SEEN.strip()}
Jigsaw string(20) = Data.com Key
JigsawContactId string(20)
CleanStatus picklist(40)
CompanyDunsNumber string(9) = Company D-U-N-S Number
EmailBouncedReason string(255)
EmailBouncedDate datetime
IndividualId reference > Individual
Lead_Score__c double(5,0) #custom
Score_Band__c string(1300) #custom #formula
Product_Interest__c picklist #custom
"""
ACCOUNT = f"""
Id id! = Account ID
IsDeleted boolean! = Deleted
MasterRecordId reference > Account
Name string(255)! #name = Account Name
Type picklist(40) = Account Type
RecordTypeId reference > RecordType
ParentId reference > Account = Parent Account ID
{_address("Billing")}
{_address("Shipping")}
Phone phone = Account Phone
Fax phone = Account Fax
AccountNumber string(40)
Website url
PhotoUrl url = Photo URL
Sic string(20) = SIC Code
Industry picklist(40)
CurrencyIsoCode picklist(3)! = Account Currency
AnnualRevenue currency(18,0)
NumberOfEmployees int = Employees
Ownership picklist(40)
TickerSymbol string(20)
Description textarea(32000) = Account Description
Rating picklist(40) = Account Rating
Site string(80) = Account Site
OwnerId reference! > User
{_SYSTEM.strip()}
{_SEEN.strip()}
Jigsaw string(20) = Data.com Key
CleanStatus picklist(40)
AccountSource picklist(40)
Account_Tier__c string(1300) #custom #formula
Renewal_Date__c date #custom #formula
"""
CONTACT = f"""
Id id! = Contact ID
IsDeleted boolean! = Deleted
MasterRecordId reference > Contact
AccountId reference > Account
LastName string(80)!
FirstName string(40)
Salutation picklist(40)
Name string(121)! #name = Full Name
{_address("Other")}
{_address("Mailing")}
Phone phone = Business Phone
Fax phone = Business Fax
MobilePhone phone
HomePhone phone
ReportsToId reference > Contact
Email email
Title string(128)
Department string(80)
LeadSource picklist
Birthdate date
Description textarea(32000) = Contact Description
CurrencyIsoCode picklist(3)! = Contact Currency
OwnerId reference! > User
{_SYSTEM.strip()}
{_SEEN.strip()}
EmailBouncedReason string(255)
EmailBouncedDate datetime
IsEmailBounced boolean!
PhotoUrl url = Photo URL
CleanStatus picklist(40)
IndividualId reference > Individual
Salutation_Line__c string(1300) #custom #formula
"""
LEAD_HISTORY = """
Id id! = History ID
IsDeleted boolean! = Deleted
LeadId reference! > Lead
CreatedById reference! > User
CreatedDate datetime!
Field picklist! = Changed Field
DataType picklist(40)
OldValue anytype
NewValue anytype
"""
LEAD_STATUS = """
Id id! = Lead Status Value ID
MasterLabel string(255)
ApiName string(255)
SortOrder int
IsDefault boolean!
IsConverted boolean!
CreatedById reference! > User
CreatedDate datetime!
LastModifiedById reference! > User
LastModifiedDate datetime!
SystemModstamp datetime! = System Modstamp
"""
USER = f"""
Id id! = User ID
Username string(80)!
LastName string(80)!
FirstName string(40)
Name string(121)! #name = Full Name
CompanyName string(80)
Division string(80)
Department string(80)
Title string(80)
Email email(128)!
Phone phone
Alias string(8)!
CommunityNickname string(40)!
IsActive boolean! = Active
TimeZoneSidKey picklist(40)!
UserRoleId reference > UserRole
LocaleSidKey picklist(40)!
EmailEncodingKey picklist(40)!
ProfileId reference > Profile
UserType picklist(40)
LanguageLocaleKey picklist(40)!
EmployeeNumber string(20)
ManagerId reference > User
LastLoginDate datetime
{_SYSTEM.strip()}
FederationIdentifier string(512)
CurrencyIsoCode picklist(3)!
DefaultCurrencyIsoCode picklist(3)
"""

"""Fields of the objects that hold campaigns and deals."""

from sandbox.schema.people import _SEEN, _SYSTEM

CAMPAIGN = f"""
Id id! = Campaign ID
IsDeleted boolean! = Deleted
Name string(80)! #name
ParentId reference > Campaign = Parent Campaign ID
Type picklist
RecordTypeId reference > RecordType
Status picklist
StartDate date
EndDate date
CurrencyIsoCode picklist(3)! = Campaign Currency
ExpectedRevenue currency(18,0)
BudgetedCost currency(18,0)
ActualCost currency(18,0)
ExpectedResponse percent(10,2)
NumberSent double(18,0)
IsActive boolean! = Active
Description textarea(32000)
NumberOfLeads int! #rollup = Leads in Campaign
NumberOfConvertedLeads int! #rollup = Converted Leads in Campaign
NumberOfContacts int! #rollup = Contacts in Campaign
NumberOfResponses int! #rollup = Responses in Campaign
NumberOfOpportunities int! #rollup = Opportunities in Campaign
NumberOfWonOpportunities int! #rollup = Won Opportunities in Campaign
AmountAllOpportunities currency(18,0)! #rollup = Value Opportunities in Campaign
AmountWonOpportunities currency(18,0)! #rollup = Value Won Opportunities in Campaign
HierarchyNumberOfLeads int #formula = Leads in Hierarchy
HierarchyBudgetedCost currency(18,0) #formula = Budgeted Cost in Hierarchy
HierarchyActualCost currency(18,0) #formula = Actual Cost in Hierarchy
OwnerId reference! > User
{_SYSTEM.strip()}
{_SEEN.strip()}
CampaignMemberRecordTypeId reference > RecordType
Ad_Platform__c picklist #custom
Region__c picklist #custom
Cost_Per_Lead__c currency(18,2) #custom #formula
"""
CAMPAIGN_MEMBER = """
Id id! = Campaign Member ID
IsDeleted boolean! = Deleted
CampaignId reference! > Campaign
LeadId reference > Lead
ContactId reference > Contact
Status picklist(40)
HasResponded boolean! = Responded
CreatedDate datetime!
CreatedById reference! > User
LastModifiedDate datetime!
LastModifiedById reference! > User
SystemModstamp datetime! = System Modstamp
FirstRespondedDate date
CurrencyIsoCode picklist(3)!
Salutation picklist
Name string(255) #name
FirstName string(40)
LastName string(80)
Title string(128)
City string(40)
Country string(80)
Email email
Phone phone
Description textarea(32000)
DoNotCall boolean
HasOptedOutOfEmail boolean
LeadSource picklist
CompanyOrAccount string(255) = Company (Account)
Type picklist(40)
LeadOrContactId reference > Contact,Lead = Related Record ID
LeadOrContactOwnerId reference > Group,User = Related Record Owner ID
"""
CAMPAIGN_MEMBER_STATUS = f"""
Id id! = Campaign Member Status ID
IsDeleted boolean! = Deleted
CampaignId reference! > Campaign
Label string(765)!
SortOrder int
IsDefault boolean
HasResponded boolean = Responded
{_SYSTEM.strip()}
"""
OPPORTUNITY = f"""
Id id! = Opportunity ID
IsDeleted boolean! = Deleted
AccountId reference > Account
RecordTypeId reference > RecordType
IsPrivate boolean! = Private
Name string(120)! #name
Description textarea(32000)
StageName picklist! = Stage
Amount currency(18,2)
Probability percent(3,0) = Probability (%)
ExpectedRevenue currency(18,2) = Expected Amount
TotalOpportunityQuantity double(18,2) = Quantity
CloseDate date!
Type picklist = Opportunity Type
NextStep string(255)
LeadSource picklist
IsClosed boolean! = Closed
IsWon boolean! = Won
ForecastCategory picklist(40)!
ForecastCategoryName picklist = Forecast Category
CurrencyIsoCode picklist(3)! = Opportunity Currency
CampaignId reference > Campaign
HasOpportunityLineItem boolean! = Has Line Item
Pricebook2Id reference > Pricebook2 = Price Book ID
OwnerId reference! > User
{_SYSTEM.strip()}
LastActivityDate date = Last Activity
LastStageChangeDate datetime
FiscalQuarter int
FiscalYear int
Fiscal string(6) = Fiscal Period
ContactId reference > Contact
LastViewedDate datetime
LastReferencedDate datetime
HasOpenActivity boolean!
HasOverdueTask boolean!
LastAmountChangedHistoryId reference > OpportunityHistory
LastCloseDateChangedHistoryId reference > OpportunityHistory
Region__c picklist #custom
Product_Interest__c picklist #custom
Loss_Reason__c string(255) #custom
Weighted_Amount__c currency(18,2) #custom #formula
Days_Open__c double(18,0) #custom #formula
"""
OPPORTUNITY_CONTACT_ROLE = f"""
Id id! = Contact Role ID
OpportunityId reference! > Opportunity
ContactId reference! > Contact
Role picklist(40)
IsPrimary boolean! = Primary
{_SYSTEM.strip()}
IsDeleted boolean! = Deleted
CurrencyIsoCode picklist(3)!
"""
OPPORTUNITY_HISTORY = """
Id id! = Opportunity History ID
OpportunityId reference! > Opportunity
CreatedById reference! > User
CreatedDate datetime!
StageName picklist = Stage
Amount currency(18,2)
PrevAmount currency(18,2)
ExpectedRevenue currency(18,2)
CloseDate date
PrevCloseDate date
Probability percent(3,0)
FromForecastCategory picklist(40)
ForecastCategory picklist(40)
CurrencyIsoCode picklist(3)!
SystemModstamp datetime! = System Modstamp
IsDeleted boolean! = Deleted
"""

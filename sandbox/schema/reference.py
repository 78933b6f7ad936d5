"""Fields of the small objects: stages, record types, currencies, the organisation."""

from sandbox.schema.people import _SYSTEM

OPPORTUNITY_STAGE = f"""
Id id! = Opportunity Stage ID
MasterLabel string(255)
ApiName string(255)
IsActive boolean
SortOrder int
IsClosed boolean! = Closed
IsWon boolean! = Won
ForecastCategory picklist(40)
ForecastCategoryName picklist
DefaultProbability percent(3,0) = Probability (%)
Description string(255)
{_SYSTEM.strip()}
"""
RECORD_TYPE = f"""
Id id! = Record Type ID
Name string(80)! #name
DeveloperName string(80)!
NamespacePrefix string(15)
Description string(255)
BusinessProcessId reference > BusinessProcess
SobjectType picklist(40)!
IsActive boolean! = Active
{_SYSTEM.strip()}
"""
ORGANIZATION = f"""
Id id! = Organization ID
Name string(80)! #name
Division string(80)
Street textarea(255)
City string(40)
State string(80)
PostalCode string(20)
Country string(80)
Latitude double(18,15)
Longitude double(18,15)
GeocodeAccuracy picklist(40)
Address address
Phone phone
PrimaryContact string(80)
DefaultLocaleSidKey picklist(40)!
TimeZoneSidKey picklist(40)!
LanguageLocaleKey picklist(40)!
FiscalYearStartMonth int
UsesStartDateAsFiscalYearName boolean
OrganizationType picklist(40)
NamespacePrefix string(15)
InstanceName string(5)
IsSandbox boolean!
IsReadOnly boolean!
TrialExpirationDate datetime
{_SYSTEM.strip()}
"""
FISCAL_YEAR_SETTINGS = """
Id id! = Fiscal Year Settings ID
PeriodId reference > Period
StartDate date
EndDate date
Name string(80)! #name
IsStandardYear boolean!
YearType picklist(40)
QuarterLabelScheme picklist(40)
PeriodLabelScheme picklist(40)
WeekLabelScheme picklist(40)
QuarterPrefix picklist
PeriodPrefix picklist
WeekStartDay int
Description string(255)
SystemModstamp datetime!
"""
PERIOD = """
Id id! = Period ID
FiscalYearSettingsId reference > FiscalYearSettings
Type picklist(40)
StartDate date!
EndDate date!
SystemModstamp datetime!
IsForecastPeriod boolean!
QuarterLabel picklist = Quarter Name
PeriodLabel picklist = Period Name
Number int
FullyQualifiedLabel string(80)
"""
CURRENCY_TYPE = f"""
Id id! = Currency Type ID
IsoCode picklist(3)!
ConversionRate double(18,6)!
DecimalPlaces int!
IsActive boolean! = Active
IsCorporate boolean! = Corporate
{_SYSTEM.strip()}
"""
DATED_CONVERSION_RATE = f"""
Id id! = Dated Conversion Rate ID
IsoCode picklist(3)!
StartDate date!
NextStartDate date!
ConversionRate double(18,6)!
{_SYSTEM.strip()}
"""

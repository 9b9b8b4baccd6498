import pytest

from meetpoint.planning.errors import FaultyPlan
from meetpoint.planning.plans.deaths_file import read_deaths

WONDER = (
    b'"Notes"\t"County"\t"County Code"\t"Year"\t"Year Code"\tDeaths\tPopulation\tCrude Rate\n'
    b'\t"Harbor County, NY"\t"36999"\t"2021"\t"2021"\t109\t213000\t51.2\n'
    b'\t"Harbor County, NY"\t"36999"\t"2022"\t"2022"\tSuppressed\t213500\tSuppressed\n'
    b'\t"Harbor County, NY"\t"36999"\t"2024 (provisional)"\t"2024"\t1,101\t214000\t47.2\n'
    b'\t"Harbor County, NY"\t"36999"\t"2025 (provisional and partial)"\t"2025"\t20\t214000\t\n'
    b'"Total"\t"Harbor County, NY"\t"36999"\t\t\t1230\t640500\t49.1\n'
    b'"---"\n"Dataset: Underlying Cause of Death, 2018-2024"\n"2021 9999"\n'
)

VSRR = (
    b"State,Year,Month,Period,Indicator,Data Value,Percent Complete,Percent Pending Investigation,State Name,"
    b"Footnote,Footnote Symbol,Predicted Value\n"
    b"NY,2023,December,12 month-ending,Number of Drug Overdose Deaths,6000,100,0,New York,,,6000\n"
    b"NY,2024,December,12 month-ending,Number of Drug Overdose Deaths,4500,100,0.3,New York,,,4700\n"
    b"NY,2024,November,12 month-ending,Number of Drug Overdose Deaths,4600,100,0.3,New York,,,4650\n"
    b"NY,2024,December,12 month-ending,Heroin (T40.1),300,100,0.3,New York,,,310\n"
)

COUNTY = (
    b"Data as of,Year,Month,ST_ABBREV,STATE_NAME,COUNTYNAME,FIPS,Provisional Drug Overdose Deaths\n"
    b"01/11/2026,2024,12,NY,New York,Harbor,36999,98\n"
    b"01/11/2026,2024,11,NY,New York,Harbor,36999,99\n"
    b"01/11/2026,2024,12,NY,New York,Cove,36998,\n"
)


def test_wonder_export_is_read_down_to_its_dashes() -> None:
    found = read_deaths(WONDER)
    here = found.place("harbor")
    assert here.deaths == {2021: 109, 2024: 1101}
    assert here.provisional == {2024}
    assert here.population == {2021: 213000, 2022: 213500, 2024: 214000}
    assert len(found.problems) == 2
    assert found.problems[0].startswith("Row 3:")
    assert "suppressed" in found.problems[0]
    assert "not over" in found.problems[1]


MONTHLY = (
    b'"Notes"\t"County"\t"County Code"\t"Month"\t"Month Code"\tDeaths\tPopulation\tCrude Rate\n'
    + b"".join(
        b'\t"Harbor County, NY"\t"36999"\t"Jan., %d%s"\t"%d/%02d"\t%s\tNot Applicable\tNot Applicable\n'
        % (year, b" (provisional)" * (year == 2024), year, month, count)
        for year, months, count in (
            (2022, 12, b"10"),
            (2023, 12, b"Suppressed"),
            (2024, 12, b"11"),
            (2025, 3, b"12"),
        )
        for month in range(1, months + 1)
    )
)


def test_wonder_months_are_added_up_to_whole_years_only() -> None:
    found = read_deaths(MONTHLY + b'"---"\n"Group By: County; Month"\n')
    here = found.place("")
    assert here.deaths == {2022: 120, 2024: 132}
    assert here.provisional == {2024}
    assert found.problems == [
        "12 months of 2023 are suppressed, so the year is left out. Download it by year.",
        "2025 has 3 months in this file, so it is left out.",
    ]


def test_wonder_file_that_is_broken_down_further_is_refused_with_what_to_do() -> None:
    content = (
        b'"Notes"\t"Year"\t"Year Code"\t"Gender"\t"Gender Code"\tDeaths\n\t"2022"\t"2022"\t"F"\t"F"\t3\n'
    )
    with pytest.raises(FaultyPlan, match="broken down by gender"):
        read_deaths(content)


def test_wonder_file_by_state_reads_state_and_leaves_its_totals() -> None:
    content = (
        b"Notes,Residence State,Residence State Code,Year,Year Code,Deaths,Population,Crude Rate\n"
        b",Maine,23,2023,2023,612,1395722,43.8\n,Maine,23,2024,2024 ,Missing,,\n"
        b"Total,Maine,23,,,612,,\n---\n"
    )
    found = read_deaths(content)
    assert found.place("maine").deaths == {2023: 612}
    assert found.problems == ["Row 3: “Missing” is not a number of deaths for 2024."]


def test_vsrr_takes_decembers_predicted_number_of_all_overdose_deaths() -> None:
    here = read_deaths(VSRR).place("New York")
    assert here.deaths == {2023: 6000, 2024: 4700}
    assert here.provisional == {2024}


def test_vsrr_county_takes_december_and_says_what_is_suppressed() -> None:
    found = read_deaths(COUNTY)
    assert found.place("").deaths == {2024: 98}
    assert found.place("").provisional == {2024}
    assert found.problems == [], "what is wrong with another county is no business of this one"
    assert "Row 4" in read_deaths(COUNTY).problems[0]


def test_vsrr_year_without_its_december_is_left_out_and_said() -> None:
    more = b"NY,2025,June,12 month-ending,Number of Drug Overdose Deaths,4100,100,0.3,New York,,,4200\n"
    found = read_deaths(VSRR + more)
    assert found.place("New York").deaths == {2023: 6000, 2024: 4700}
    assert found.problems == ["2025 has no December yet, so it is left out."]


def test_plain_file_with_semicolons_and_a_byte_order_mark() -> None:
    found = read_deaths("\ufeffYear;Deaths\n2024;12\n2024;13\nlast;3\n2023;x\n".encode())
    assert found.place("").deaths == {2024: 12}
    assert [each.partition(":")[0] for each in found.problems] == ["Row 3", "Row 4", "Row 5"]


def test_file_of_several_places_asks_which() -> None:
    found = read_deaths(b"place,year,deaths\nA,2024,10\nB,2024,11\n")
    with pytest.raises(FaultyPlan) as refused:
        found.place("")
    assert "A, B" in str(refused.value)
    assert "file_place" in refused.value.fields
    assert found.place("b").deaths == {2024: 11}


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"name,age\nx,1\n", b"year,deaths\n"])
def test_file_that_says_nothing_is_refused_in_words(content) -> None:
    with pytest.raises(FaultyPlan) as refused:
        read_deaths(content).place("")
    assert refused.value.fields

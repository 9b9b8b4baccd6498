"""What funders ask about drug checking; positivity is asked of indicators, which can be broken down."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.measures import DataSource, Measure

MEASURES = (
    Measure(
        slug="drug_checking.samples",
        label=_("Samples checked"),
        definition=_(
            "Samples that came in, by the day on which they were collected. Voided ones are left out."
        ),
        unit=_("samples"),
        source=DataSource.PROGRAMME,
        additive=True,
        figures=("drug_samples",),
    ),
    Measure(
        slug="drug_checking.samples_in_laboratory",
        label=_("Samples tested in a laboratory"),
        definition=_("Samples with a result by mass spectrometry, by the day on which they were collected."),
        unit=_("samples"),
        source=DataSource.PROGRAMME,
        additive=True,
        figures=("drug_samples_in_laboratory",),
    ),
    Measure(
        slug="drug_checking.strips_read",
        label=_("Strips read"),
        definition=_("Strips that were read with a sample, without invalid ones."),
        unit=_("strips"),
        source=DataSource.PROGRAMME,
        additive=True,
        figures=("drug_strips_read",),
    ),
)

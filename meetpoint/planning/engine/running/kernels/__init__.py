"""The inner loops, in numba. Only `running/objects.py`, when its file is missing, and
`running/individuals.py`
import them: numba takes longer to load than a plan to run.
"""

"""Referrals and consents as HL7 FHIR R4B: plain values, checked against the standard when they are written.

The library of the standard is loaded when the first file is asked for, and by nothing else.
"""

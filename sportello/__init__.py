"""Sportello: a municipality's assistant that answers from its Carta dei Servizi Sociali."""

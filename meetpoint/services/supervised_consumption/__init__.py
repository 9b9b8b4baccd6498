"""A room where people use under the eyes of staff: visits, the station board, the overdose response log."""
